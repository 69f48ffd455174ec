/** E-mail over any SMTP server. */
import nodemailer from 'nodemailer';
import type { MailPort } from '../../capabilities/ports.ts';

export function createMail(settings: { smtpUrl: string; from: string }): MailPort {
  const transport = nodemailer.createTransport(settings.smtpUrl, { from: settings.from });
  const domain = /@([^>\s]+)/.exec(settings.from)?.[1] ?? 'localhost';
  return {
    async send({ to, subject, text, html, messageId }) {
      const sent = await transport.sendMail({
        to,
        subject,
        text,
        html,
        messageId: `<${messageId}@${domain}>`,
      });
      return sent.messageId;
    },
  };
}
