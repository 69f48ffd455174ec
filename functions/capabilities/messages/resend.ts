/** Sending a message once more, because staff ask: a new message with a fresh link, and the old one as it was. */
import { requireFound } from '../../domain/not-found.ts';
import { linkExpiry, renewedAs } from '../../domain/patient-link.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { addMessages } from './add.ts';
import { capMessages } from './caps.ts';

/**
 * The id of the new message. Refuses `message_unknown` (404), `invoice_cancelled` (409), a missing address (400) and
 * `too_many_messages` (429).
 */
export async function resendMessage(app: App, id: string, by: Caller): Promise<Done> {
  const message = await app.db.read.messages.get(id);
  if (message) await capMessages(app, message.link.invoiceId, [message.channel], by);
  return commandTransaction(app, async (tx) => {
    const old = requireFound(await tx.messages.get(id), 'message');
    const invoice = await tx.invoices.lock(old.link.invoiceId);
    if (!invoice || invoice.status === 'cancelled') {
      return refuse(
        'conflict',
        'invoice_cancelled',
        'The invoice is canceled, so no more messages are sent about it.',
      );
    }
    const purpose = renewedAs(old.link.purpose);
    const link = await tx.links.add(invoice.id, purpose, linkExpiry(purpose, app.clock.now()));
    const cause = `resend:${link.id}`;
    const { patientId, id: invoiceId } = invoice;
    await addMessages(tx, { kind: old.kind, channels: [old.channel], invoiceId, patientId, link, cause }, by);
    const made = await tx.messages.byCause(old.channel, cause);
    await tx.audit.record(by, {
      action: 'resend_message',
      targetType: 'message',
      targetId: id,
      details: { kind: old.kind, channel: old.channel, new_message_id: made },
    });
    return { id: made };
  });
}
