/** How the people who run the server are reached, as the settings say: for the app, and for who watches the app from outside. */
import type { AlertChannel } from './capabilities/ports/alerts.ts';
import type { MailPort } from './capabilities/ports/mail.ts';
import type { Config } from './config.ts';
import { createAlertChannels } from './edges/alert-channels.ts';
import { createMail } from './edges/mail/smtp.ts';

/** The clinic's mail server. Opens no connection yet. */
export const mailOf = (config: Config): MailPort =>
  createMail({
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
    requireTls: config.CLINIC_MODE === 'production',
    eventKey: config.SENDGRID_WEBHOOK_KEY,
  });

/** The channels on which alerts leave the machine; none when none is set. */
export const operatorChannels = (config: Config, mail: MailPort): AlertChannel[] =>
  createAlertChannels(mail, {
    clinic: {
      name: config.CLINIC_NAME,
      email: config.CLINIC_EMAIL,
      webUrl: config.WEB_URL.replace(/\/$/, ''),
    },
    emails: config.ALERT_EMAILS,
    webhook:
      config.ALERT_WEBHOOK_URL && config.ALERT_WEBHOOK_SECRET
        ? { url: config.ALERT_WEBHOOK_URL, secret: config.ALERT_WEBHOOK_SECRET }
        : undefined,
  });
