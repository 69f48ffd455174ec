/** Sending the patient a fresh link to an issued invoice. */
import { requireSendable } from '../../domain/invoice.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { commandTransaction, type Done } from '../command.ts';
import { addMessages } from '../messages/add.ts';
import { capMessages } from '../messages/caps.ts';
import type { Caller } from '../ports/common.ts';
import type { Channel } from '../ports/messages.ts';
import type { App } from '../ports.ts';

/**
 * Refuses `invoice_unknown` (404), `invoice_not_issued` and `invoice_archived` (409), a channel without an address
 * (`no_address`, 400) and `too_many_messages` (429).
 */
export async function sendInvoice(
  app: App,
  id: string,
  channels: readonly Channel[],
  by: Caller,
): Promise<Done> {
  await capMessages(app, id, channels, by);
  return commandTransaction(app, async (tx) => {
    const invoice = await tx.invoices.require(id);
    requireSendable(invoice);
    const link = await tx.links.add(id, 'pay', linkExpiry('pay', app.clock.now()));
    const { patientId } = invoice;
    await addMessages(
      tx,
      { kind: 'invoice', channels, invoiceId: id, patientId, link, cause: `send:${link.id}` },
      by,
    );
    await tx.audit.record(by, {
      action: 'send_invoice',
      targetType: 'invoice',
      targetId: id,
      details: { channels },
    });
    return { id };
  });
}
