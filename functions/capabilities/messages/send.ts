/** Sending one message of the outbox: its text is made now, from ids, so that nothing personal waits in a queue. */
import { emailText, smsText } from '../../domain/messages.ts';
import { linkUrl } from '../../domain/patientLink.ts';
import type { App, Work } from '../ports.ts';

/**
 * Sends the message once. The message's id is its Message-ID, so that a mail server which took it before a crash
 * can tell the copy. Throws when the provider does not take it; the outbox tries again.
 */
export async function sendMessage(app: App, work: Work): Promise<void> {
  const message = await app.db.read.messages.get(work.subjectId);
  if (!message || message.state === 'sent') return;
  if (!message.address) {
    await app.db.read.messages.failed(message.id, 'The patient has no address for this channel any more.');
    return;
  }
  const facts = {
    clinicName: app.clinic.name,
    clinicPhone: app.clinic.phone,
    invoiceNumber: message.invoiceNumber,
    url: linkUrl(app.clinic.webUrl, message.link.purpose, app.tokens.linkToken(message.link)),
  };
  const providerId =
    message.channel === 'email'
      ? await app.mail.send({
          to: message.address,
          messageId: message.id,
          ...emailText(message.kind, message.language, facts),
        })
      : await app.sms.send({
          to: message.address,
          reference: message.id,
          text: smsText(message.kind, message.language, facts),
        });
  await app.db.transaction(async (tx) => {
    await tx.messages.sent(message.id, providerId);
    await tx.audit.record(
      { actor: { type: 'system' }, requestId: work.requestId, address: null },
      {
        action: 'send_message',
        targetType: 'message',
        targetId: message.id,
        details: { kind: message.kind, channel: message.channel },
      },
    );
  });
}
