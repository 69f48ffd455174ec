/** The answers with which a clinic sets up a server of its own. */
import { choosePorts } from '../../infra/processes/ports.ts';

const CLINIC = {
  clinic_name: 'Elm Street Practice',
  clinic_email: 'billing@elm.example',
  clinic_phone: '+1 555 0134',
  time_zone: 'America/Chicago',
  currency: 'usd',
  tls: 'self-signed',
  mail_from: 'Elm Street Practice <billing@elm.example>',
} as const;

/** With real money; the keys have the shape of Stripe's, and are none. */
export const LIVE_ANSWERS = {
  ...CLINIC,
  address: 'https://billing.elm.example',
  smtp_url: 'smtp://mail.elm.example:587',
  stripe_secret_key: ['sk', 'live', '0123456789abcdefghijklmn'].join('_'),
  stripe_webhook_secret: ['whsec', '0123456789abcdefghijklmno'].join('_'),
  backup_folder: '/backup/clinic',
} as const;

/** A trial with the emulated Stripe, whose parts take free ports. */
export async function trialAnswers({
  bind,
  smtpUrl,
  backups,
}: {
  bind: string;
  smtpUrl: string;
  backups: string;
}) {
  const ports = await choosePorts({
    ...{ web: 0, http: 0, api: 0, database: 0, blob: 0, queue: 0, stripe: 0, metrics: 0 },
  });
  return {
    ...CLINIC,
    mode: 'trial',
    address: `https://${bind}:${ports.web}`,
    bind,
    http_port: ports.http,
    database_port: ports.database,
    storage_port: ports.blob,
    queue_port: ports.queue,
    api_port: ports.api,
    stripe_port: ports.stripe,
    metrics_port: ports.metrics,
    smtp_url: smtpUrl,
    stripe: 'emulator',
    backup_folder: backups,
  } as const;
}
