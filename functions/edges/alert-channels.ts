/** The ways that alerts leave the machine: mail to operators, and a signed request to an address of theirs. */
import { createHash, createHmac } from 'node:crypto';
import type { AlertChannel } from '../capabilities/ports/alerts.ts';
import type { MailPort } from '../capabilities/ports/mail.ts';
import type { AlertNotice } from '../domain/alert-message.ts';
import { alertMessage } from '../domain/alert-message.ts';
import { alertWords } from '../domain/alert-words.ts';
import { TIME_LIMITS, type TimeLimits } from './time-limits.ts';

export type ChannelSettings = {
  clinic: { name: string; email: string; webUrl: string };
  emails: readonly string[];
  webhook: { url: string; secret: string } | undefined;
  limits?: TimeLimits;
};

/** The channels that are set. */
export function createAlertChannels(mail: Pick<MailPort, 'send'>, settings: ChannelSettings): AlertChannel[] {
  return [
    ...(settings.emails.length > 0 ? [mailChannel(mail, settings)] : []),
    ...(settings.webhook ? [webhookChannel(settings.webhook, settings)] : []),
  ];
}

/** The same for a repeat of the same notices, so that mailboxes and receivers know it. */
const digestOf = (notices: readonly AlertNotice[]): string =>
  createHash('sha256')
    .update(notices.map(({ id, phase }) => `${id} ${phase}`).join('\n'))
    .digest('hex')
    .slice(0, 32);

const mailChannel = (mail: Pick<MailPort, 'send'>, { clinic, emails }: ChannelSettings): AlertChannel => ({
  name: 'mail',
  async send(notices) {
    const message = alertMessage(notices, { clinic: clinic.name, webUrl: clinic.webUrl });
    const failures: unknown[] = [];
    for (const [index, to] of emails.entries()) {
      const messageId = `alerts-${digestOf(notices)}-${index}`;
      await mail.send({ to, replyTo: clinic.email, ...message, messageId }).catch((error: unknown) => {
        failures.push(error);
      });
    }
    // One wrong address keeps the others from nothing, and is an alert of the channel.
    if (failures.length > 0) throw failures[0];
  },
});

const webhookChannel = (
  { url, secret }: { url: string; secret: string },
  { clinic, limits = TIME_LIMITS.alerts }: ChannelSettings,
): AlertChannel => ({
  name: 'webhook',
  async send(notices) {
    const body = JSON.stringify({
      id: digestOf(notices),
      type: 'alerts',
      clinic: clinic.name,
      url: `${clinic.webUrl}/staff/attention`,
      alerts: notices.map(({ id, kind, subjectId, phase, since, resolvedAt, detail }) => ({
        ...{ id, kind, subject_id: subjectId, phase, ...alertWords(kind), detail },
        since: since.toISOString(),
        resolved_at: resolvedAt?.toISOString() ?? null,
      })),
    });
    await post(url, { body, signature: signatureOf(body, secret) }, limits);
  },
});

/** `t=SECONDS,v1=HEX`: the HMAC-SHA256 of `SECONDS.BODY`, as Stripe signs its webhooks. */
function signatureOf(body: string, secret: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

async function post(
  url: string,
  { body, signature }: { body: string; signature: string },
  { deadlineMilliseconds }: TimeLimits,
): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-clinic-signature': signature },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(deadlineMilliseconds),
  }).catch(() => {
    throw new Error('The address of ALERT_WEBHOOK_URL could not be reached.');
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The address of ALERT_WEBHOOK_URL answered ${answer.status}.`);
}
