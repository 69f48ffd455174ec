/** E-mail over any SMTP server. */
import nodemailer from 'nodemailer';
import { DeliveryFailure } from '../../capabilities/ports/delivery.ts';
import type { MailPort } from '../../capabilities/ports/mail.ts';
import { TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { readEventKey, readEvents } from './sendgrid-events.ts';

/**
 * One connection for each e-mail: a pool would send by itself again what broke off, and a clinic sends few.
 *
 * @param requireTls refuses a server that does not encrypt, and whoever in between pretends that it does not
 */
export function createMail(settings: {
  smtpUrl: string;
  from: string;
  requireTls: boolean;
  /** Checks what SendGrid's event webhook says; without it nothing that it says is believed. */
  eventKey: string | undefined;
  limits?: TimeLimits;
}): MailPort {
  const limits = settings.limits ?? TIME_LIMITS.mail;
  const transport = nodemailer.createTransport({
    url: settings.smtpUrl,
    requireTLS: settings.requireTls,
    connectionTimeout: limits.requestMilliseconds,
    greetingTimeout: limits.requestMilliseconds,
    socketTimeout: limits.requestMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const eventKey = settings.eventKey ? readEventKey(settings.eventKey) : undefined;
  const domain = /@([^>\s]+)/.exec(settings.from)?.[1] ?? 'localhost';
  return {
    async send({ to, replyTo, subject, text, html, messageId, unsubscribeSubject }) {
      try {
        const sent = await transport.sendMail({
          from: settings.from,
          // As an address, not as text: nothing in it is read as a second recipient.
          to: { name: '', address: to },
          replyTo: { name: '', address: replyTo },
          subject,
          text,
          html,
          // The same for every try, so that mailboxes know a copy whose first answer was lost.
          messageId: `<${messageId}@${domain}>`,
          // No out-of-office notes, please (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(unsubscribeSubject !== undefined && {
            list: { unsubscribe: `mailto:${replyTo}?subject=${encodeURIComponent(unsubscribeSubject)}` },
          }),
          signal: AbortSignal.timeout(limits.deadlineMilliseconds),
        });
        return sent.messageId;
      } catch (error) {
        throw new DeliveryFailure(said(error), isPermanent(error));
      }
    },
    parseDeliveryEvents: (notice) => readEvents(eventKey, notice),
  };
}

/** In plain words and without what was sent: they are shown to staff and must not repeat an address. */
function said(error: unknown): string {
  const code = codeOf(error);
  if (isPermanent(error)) return `The mailbox does not exist or refuses our mail (${code}).`;
  const name = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (name === 'EAUTH') return `The mail server refuses our sign-in (${code ?? name}).`;
  if (code) return `The mail server does not take it for now (${code}).`;
  return `The mail server could not be reached or broke off (${name}).`;
}

/** A 5xx to the recipient or the message; a refused sign-in is our own setting and can be corrected. */
function isPermanent(error: unknown): boolean {
  const code = codeOf(error) ?? 0;
  const command = error instanceof Error && 'command' in error ? String(error.command) : '';
  return code >= 500 && code < 600 && /^(RCPT TO|DATA)/.test(command);
}

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : undefined;
