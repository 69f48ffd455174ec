/** Sending one message of the outbox: its text is made now, from ids, so that nothing personal waits in a queue. */
import { timeIn } from '../../domain/calendar.ts';
import { emailText, smsText } from '../../domain/messages.ts';
import { linkUrl } from '../../domain/patient-link.ts';
import { must } from '../../domain/refusal.ts';
import { isQuiet, quietSecondsLeft, suppressionReason } from '../../domain/reminder.ts';
import { DeliveryFailure } from '../ports/delivery.ts';
import type { MessageStore } from '../ports/messages.ts';
import { NotNow, type Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { bySystem } from '../system-caller.ts';

type Message = NonNullable<Awaited<ReturnType<MessageStore['get']>>>;

/**
 * Sends the message once: what was sent is not sent again, and an attempt whose response was lost is recognized by
 * the Message-ID (e-mail) or by querying the provider first (text). Throws when another try may help; the outbox makes it.
 */
export async function sendMessage(app: App, work: Work): Promise<void> {
  const message = await app.db.read.messages.get(work.subjectId);
  if (message?.state !== 'pending') return;
  if (!message.address) {
    await app.db.read.messages.failed(message.id, 'The patient has no address for this channel any more.');
    return;
  }
  const reminds = message.kind === 'reminder' || message.kind === 'instalment';
  const skipped = reminds && (await reasonToSkip(app, message));
  if (skipped) {
    await app.db.read.messages.skipped(message.id, skipped);
    return;
  }
  const attempts = await app.db.read.messages.countAttempt(message.id, message.address);
  const providerId = await deliver(app, message, message.address, attempts > 1);
  if (providerId === undefined) return;
  await app.db.transaction(async (tx) => {
    if (!(await tx.messages.sent(message.id, providerId))) return;
    await tx.audit.record(bySystem(work.requestId), {
      action: 'send_message',
      targetType: 'message',
      targetId: message.id,
      details: { kind: message.kind, channel: message.channel },
    });
  });
}

const SKIPPED: Record<NonNullable<ReturnType<typeof suppressionReason>>, string> = {
  switched_off: 'Reminders were switched off meanwhile.',
  nothing_owed: 'Nothing is owed any more.',
  under_plan: 'The invoice is under a payment plan.',
  paying: 'The patient’s payment is being confirmed.',
  disputed: 'The payment is disputed.',
  paused: 'Reminders of this invoice were paused meanwhile.',
  declined: 'The patient has opted out of reminders.',
  no_address: 'The patient has no address any more.',
};

/** Why a reminder that waits is not to be sent any more. Throws when it is only night at the clinic. */
async function reasonToSkip(app: App, message: Message): Promise<string | undefined> {
  const { timeZone } = app.clinic;
  const { reminders: rules } = await app.db.read.settings.get();
  const { invoiceId } = message.link;
  must(invoiceId !== null, 'a reminder is about an invoice');
  const subject = await app.db.read.reminders.subject(invoiceId, timeZone);
  const ofPlan = message.kind === 'instalment';
  // A reminder of an instalment is for a plan that still stands.
  const wanted = subject && (!ofPlan || subject.underPlan);
  const against = wanted
    ? suppressionReason(rules, { ...subject, ...(ofPlan && { underPlan: false }) })
    : 'nothing_owed';
  if (against) return SKIPPED[against];
  const time = timeIn(timeZone, app.clock.now());
  if (isQuiet(rules, time))
    throw new NotNow('Quiet hours: the message is sent in the morning.', quietSecondsLeft(rules, time));
  return undefined;
}

/** The provider's id; nothing when the address refuses the message for good, which is kept with it. */
async function deliver(app: App, message: Message, to: string, again: boolean): Promise<string | undefined> {
  const { kind, language, channel, id } = message;
  const facts = {
    clinicName: app.clinic.name,
    clinicPhone: app.clinic.phone,
    invoiceNumber: message.invoiceNumber,
    url: linkUrl(app.clinic.webUrl, message.link.purpose, app.tokens.linkToken(message.link)),
  };
  try {
    return channel === 'email'
      ? await app.mail.send({
          to,
          replyTo: app.clinic.email,
          messageId: id,
          ...emailText(kind, language, facts),
        })
      : await app.sms.send({ to, text: smsText(kind, language, facts), messageId: id, isRetry: again });
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    if (!error.permanent) {
      await app.db.read.messages.delayed(id, error.message);
      throw error;
    }
    await app.db.read.messages.failed(id, error.message, true);
    app.log.warn('message_bounced', { message_id: id, channel });
    return undefined;
  }
}
