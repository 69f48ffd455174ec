/** The settings of the app that follow from the answers and the secrets. */
import { randomBytes } from 'node:crypto';
import { exampleSettings } from '../local/environment.ts';
import { storageConnection } from '../local/storage/azurite.ts';
import type { Answers } from './answers.ts';
import type { Secrets } from './secrets.ts';

export const STORAGE_ACCOUNT = 'clinic';
/** Connections of one worker: the app's pool and the two that copy tables. */
export const POOL = 12;
const COPIES = 2;
const TOOLS = 20;

/** How many connections the server's processes may open at the same time, with some left for an operator. */
export const connectionBudget = ({ workers }: Pick<Answers, 'workers'>): number =>
  workers * (POOL + COPIES) + TOOLS;

/** Settings that no answer gives; an operator sets them in the file, and a later setup keeps them. */
const KEPT = [
  'BACKUP_SCRATCH_URL',
  'JWT_SECRET_PREVIOUS',
  'LINK_SECRET_PREVIOUS',
  'AUDIT_SEAL_PUBLIC_KEYS',
  'SENDGRID_WEBHOOK_KEY',
  'REFUND_SELF_APPROVAL',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
];

/** Every setting of the app by name. `databaseUrl` connects as clinic_app; `before` are those of an earlier setup. */
export function appValues(
  answers: Answers,
  secrets: Secrets,
  databaseUrl: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = KEPT.flatMap((name) => (before[name] ? [[name, before[name]]] : []));
  const alertEmails = answers.alert_emails ?? before.ALERT_EMAILS ?? '';
  const alertWebhook = answers.alert_webhook_url ?? before.ALERT_WEBHOOK_URL ?? '';
  const isEmulated = answers.stripe === 'emulator';
  return {
    ...Object.fromEntries(Object.keys(exampleSettings()).map((name) => [name, ''])),
    FUNCTIONS_WORKER_RUNTIME: 'node',
    FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '4194304',
    AzureWebJobsDisableHomepage: 'true',
    CLINIC_MODE: answers.mode === 'production' ? 'production' : 'local',
    CLINIC_ID: 'clinic',
    CLINIC_NAME: answers.clinic_name,
    CLINIC_EMAIL: answers.clinic_email,
    CLINIC_PHONE: answers.clinic_phone,
    CLINIC_TIME_ZONE: answers.time_zone,
    CLINIC_CURRENCY: answers.currency,
    CLINIC_COUNTRY: answers.country ?? '',
    INVOICE_NUMBER_PREFIX: answers.invoice_prefix,
    WEB_URL: new URL(answers.address).origin,
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_MAX: String(POOL),
    AzureWebJobsStorage: storageOf(answers, secrets),
    BACKUP_STORAGE: answers.backup_storage ?? '',
    ...secrets.values,
    ...(!isEmulated && {
      STRIPE_SECRET_KEY: answers.stripe_secret_key ?? '',
      STRIPE_WEBHOOK_SECRET: answers.stripe_webhook_secret ?? '',
    }),
    STRIPE_API_BASE: isEmulated ? `http://127.0.0.1:${answers.stripe_port}` : '',
    SMTP_URL: answers.smtp_url,
    MAIL_FROM: answers.mail_from,
    TWILIO_ACCOUNT_SID: answers.twilio_account_sid ?? '',
    TWILIO_AUTH_TOKEN: answers.twilio_auth_token ?? '',
    TWILIO_FROM: answers.twilio_from ?? '',
    REFUND_SELF_APPROVAL: 'false',
    ALERT_EMAILS: alertEmails,
    ALERT_WEBHOOK_URL: alertWebhook,
    ALERT_WEBHOOK_SECRET:
      before.ALERT_WEBHOOK_SECRET || (alertWebhook && randomBytes(32).toString('base64url')),
    // Our own web server, and the proxy before it.
    TRUSTED_PROXIES: answers.tls === 'behind-proxy' ? '2' : '1',
    LOG_LEVEL: 'info',
    // To standard output: the supervisor writes and rotates the file for all workers.
    LOG_FILE: '',
    ...(Object.fromEntries(kept) as Record<string, string>),
  };
}

export function storageOf(answers: Answers, { storageKey }: Pick<Secrets, 'storageKey'>): string {
  if (answers.storage === 'account') return answers.storage_connection ?? '';
  const ports = { blobPort: answers.storage_port, queuePort: answers.queue_port };
  return storageConnection(ports, { name: STORAGE_ACCOUNT, key: storageKey });
}
