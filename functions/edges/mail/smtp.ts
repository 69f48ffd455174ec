/** E-mail over any SMTP server. */
import nodemailer from 'nodemailer';
import { DeliveryFailure, type MailPort } from '../../capabilities/ports/delivery.ts';

const PATIENCE_MILLISECONDS = 15_000;

export function createMail(settings: { smtpUrl: string; from: string }): MailPort {
  const transport = nodemailer.createTransport({
    url: settings.smtpUrl,
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
  });
  const domain = /@([^>\s]+)/.exec(settings.from)?.[1] ?? 'localhost';
  return {
    async send({ to, subject, text, html, messageId }) {
      try {
        const sent = await transport.sendMail({
          from: settings.from,
          to,
          subject,
          text,
          html,
          // The same for every try, so that mailboxes know a copy whose first answer was lost.
          messageId: `<${messageId}@${domain}>`,
        });
        return sent.messageId;
      } catch (error) {
        throw new DeliveryFailure(said(error), isPermanent(error));
      }
    },
  };
}

/** The server's words without what it was sent: they are shown to staff and must not repeat an address. */
function said(error: unknown): string {
  const code = codeOf(error);
  if (code) return `The mail server answered ${code}.`;
  const name = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return `The mail server could not be reached or broke off (${name}).`;
}

/** A 5xx to the recipient or the message; a refused sign-in is our own setting and may be mended. */
function isPermanent(error: unknown): boolean {
  const code = codeOf(error) ?? 0;
  const command = error instanceof Error && 'command' in error ? String(error.command) : '';
  return code >= 500 && code < 600 && /^(RCPT TO|DATA)/.test(command);
}

const codeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : undefined;
