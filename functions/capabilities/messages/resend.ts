/** Sending a message once more, because staff ask: a new message with a fresh link, and the old one as it was. */
import { requireFound } from '../../domain/not-found.ts';
import { linkExpiry, renewedAs } from '../../domain/patient-link.ts';
import { must, refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { accountCause, sendAccountLink } from '../patients/account-link.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientLink } from '../ports/links.ts';
import type { MessageStore } from '../ports/messages.ts';
import type { App, TransactionContext } from '../ports.ts';
import { addMessages } from './add.ts';
import { capAccountMessages, capMessages } from './caps.ts';

type Message = NonNullable<Awaited<ReturnType<MessageStore['get']>>>;

/**
 * The id of the new message. Refuses `message_unknown` (404), `invoice_cancelled` (409), a missing address (400) and
 * `too_many_messages` (429).
 */
export async function resendMessage(app: App, id: string, by: Caller): Promise<Done> {
  const message = await app.db.read.messages.get(id);
  if (message) await capResending(app, message, by);
  return commandTransaction(app, async (tx) => {
    const old = requireFound(await tx.messages.get(id), 'message');
    const context = { app, tx, by };
    const cause =
      old.link.invoiceId === null
        ? accountCause(await sendAccountLink(context, old.patientId, [old.channel]))
        : await resendAboutInvoice(context, old, old.link);
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

const capResending = (app: App, { link, patientId, channel }: Message, by: Caller): Promise<void> =>
  link.invoiceId === null
    ? capAccountMessages(app, patientId, [channel], by)
    : capMessages(app, link.invoiceId, [channel], by);

/** The cause of the new message. */
async function resendAboutInvoice(
  { app, tx, by }: TransactionContext,
  { kind, channel }: Message,
  old: PatientLink,
): Promise<string> {
  must(kind !== 'account', 'a message about an account has the link of the account');
  const invoice = await tx.invoices.lock(old.invoiceId);
  if (!invoice || invoice.status === 'cancelled') {
    return refuse(
      'conflict',
      'invoice_cancelled',
      'The invoice is canceled, so no more messages are sent about it.',
    );
  }
  const purpose = renewedAs(old.purpose);
  const link = await tx.links.add(invoice.id, purpose, linkExpiry(purpose, app.clock.now()));
  const cause = `resend:${link.id}`;
  const { patientId, id: invoiceId } = invoice;
  await addMessages(tx, { kind, channels: [channel], invoiceId, patientId, link, cause }, by);
  return cause;
}
