/** The environment, parsed once: a wrong or missing setting stops the start with one line that names it (decision 15). */
import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import { isTimeZone } from './domain/calendar.ts';
import { CURRENCIES } from './domain/currency.ts';
import { productionProblems } from './production-settings.ts';

/** An empty setting is a missing one. */
const optional = <T extends z.ZodType>(inner: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), inner.optional());
const required = z.string({ error: 'is missing' }).min(1, 'is missing');
const secret = required.min(32, 'needs at least 32 characters');
/** A whole number; an empty setting has the default. */
const number = (least: number, most: number, usual: number) =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.coerce.number('must be a number').int('must be a whole number').min(least).max(most).default(usual),
  );
const flag = z.preprocess((value) => value === 'true', z.boolean());

/** E-mail addresses with commas between them, as they are written in one setting. */
export const operatorAddresses = z
  .string()
  .transform((text) => text.split(',').flatMap((each) => each.trim() || []))
  .pipe(
    z
      .array(z.email('must be e-mail addresses with commas between them'))
      .max(10, 'has more than 10 addresses'),
  );

/** Base64 of an SPKI, as the settings page of the webhook shows it. */
function isEventKey(text: string): boolean {
  try {
    return (
      createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }).asymmetricKeyType ===
      'ec'
    );
  } catch {
    return false;
  }
}

const dataKeys = required.transform((text, context) => {
  const keys = text.split(',').map((entry) => entry.split(':'));
  const ring = new Map(keys.map(([id = '', key = '']) => [id.trim(), Buffer.from(key, 'base64')]));
  const [active] = ring.keys();
  const good = active && [...ring].every(([id, key]) => /^[a-z0-9-]{1,20}$/i.test(id) && key.length === 32);
  if (!good) {
    context.addIssue({ code: 'custom', message: 'must be id:base64 of 32 bytes, the active key first' });
    return z.NEVER;
  }
  return { active, keys: ring };
});

/** A storage account by the app's managed identity, instead of a connection string (decision 40). */
const accountName = optional(z.string().regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account'));
const credential = optional(z.literal('managedidentity', 'must be managedidentity'));

const settings = z
  .object({
    AzureWebJobsStorage: optional(z.string()),
    AzureWebJobsStorage__accountName: accountName,
    AzureWebJobsStorage__credential: credential,
    /** Which identity, where the app has several. */
    AzureWebJobsStorage__clientId: optional(z.string()),
    /** Another storage for backups; without it they lie beside what they save. */
    BACKUP_STORAGE: optional(z.string()),
    BACKUP_STORAGE__accountName: accountName,
    BACKUP_STORAGE__credential: credential,
    BACKUP_STORAGE__clientId: optional(z.string()),
    /** A database in which backups are loaded to verify them; without it, `postgres` on the clinic's own server. */
    BACKUP_SCRATCH_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')),
    CLINIC_MODE: z.enum(['local', 'production'], { error: 'must be local or production' }),
    CLINIC_ID: required.regex(/^[a-z0-9-]{1,40}$/, 'must be a-z, 0-9 and hyphens'),
    CLINIC_NAME: required.max(60),
    CLINIC_EMAIL: z.email('must be an e-mail address'),
    CLINIC_PHONE: required.max(32),
    CLINIC_TIME_ZONE: required.refine(isTimeZone, 'must be a time zone such as America/New_York'),
    CLINIC_CURRENCY: z.enum(CURRENCIES, { error: `must be one of ${CURRENCIES.join(', ')}` }),
    /** Of phone numbers without a country code; without it, the country of the time zone. */
    CLINIC_COUNTRY: optional(z.string().regex(/^[A-Z]{2}$/, 'must be a country code such as US')),
    INVOICE_NUMBER_PREFIX: required.regex(/^[A-Z0-9]{1,12}$/, 'must be up to 12 capital letters or digits'),
    WEB_URL: z.url('must be an address such as https://billing.example'),
    DATABASE_URL: required.regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
    DATABASE_POOL_MAX: z.coerce.number('must be a number').int().min(1).max(100).default(12),
    JWT_SECRET: secret,
    JWT_SECRET_PREVIOUS: optional(secret),
    LINK_SECRET: secret,
    LINK_SECRET_PREVIOUS: optional(secret),
    DATA_KEYS: dataKeys,
    BLIND_INDEX_KEY: secret,
    AUDIT_SEAL_KEY: secret,
    /** Public keys of earlier seal keys, so that what they signed is still believed. */
    AUDIT_SEAL_PUBLIC_KEYS: optional(z.string()).transform((text) => (text ?? '').split(',').filter(Boolean)),
    SETUP_CODE: required.min(12, 'needs at least 12 characters'),
    STRIPE_SECRET_KEY: required.regex(/^(sk|rk)_(test|live)_/, 'must begin with sk_test_ or sk_live_'),
    STRIPE_WEBHOOK_SECRET: required.regex(/^whsec_[^,]+(,whsec_[^,]+)?$/, 'must begin with whsec_'),
    STRIPE_API_BASE: optional(z.url('must be an address')),
    MAIL_FROM: required,
    SMTP_URL: required.regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://'),
    TWILIO_API_BASE: optional(z.url('must be an address')),
    TWILIO_ACCOUNT_SID: optional(z.string()),
    TWILIO_AUTH_TOKEN: optional(z.string()),
    TWILIO_FROM: optional(z.string()),
    SENDGRID_WEBHOOK_KEY: optional(
      z.string().refine(isEventKey, 'must be the verification key of the event webhook'),
    ),
    REFUND_SELF_APPROVAL: flag,
    /** Whether replies that the database writes are compared with their contracts; without it, in local mode only. */
    CHECK_REPLIES: optional(z.enum(['true', 'false'], { error: 'must be true or false' })).transform(
      (value) => value && value === 'true',
    ),
    TRUSTED_PROXIES: z.coerce.number('must be a number').int().min(0).max(5).default(1),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    LOG_FILE: optional(z.string()),
    /** Of LOG_FILE: the size at which a new file is begun, and for how long older ones are kept. */
    LOG_MEGABYTES: number(1, 1_000, 20),
    LOG_DAYS: number(1, 3_660, 30),
    /** Read by `GET /api/v1/metrics`; without it, only this machine reads them. */
    METRICS_TOKEN: optional(secret),
    /** Folders on whose disks space may run out, with commas between them. */
    WATCHED_FOLDERS: optional(z.string()).transform((text) => (text ?? '').split(',').filter(Boolean)),
    /** The certificate's file; without it, the certificate that WEB_URL shows is watched. */
    WATCHED_CERTIFICATE: optional(z.string()),
    /** Operators who get alerts by mail, with commas between their addresses. */
    ALERT_EMAILS: optional(z.string())
      .transform((text) => text ?? '')
      .pipe(operatorAddresses),
    /** Gets alerts as JSON, signed with ALERT_WEBHOOK_SECRET. */
    ALERT_WEBHOOK_URL: optional(z.url({ protocol: /^https?$/, error: 'must be an address' })),
    ALERT_WEBHOOK_SECRET: optional(secret),
    /** Telemetry goes to Application Insights only when this is set. */
    APPLICATIONINSIGHTS_CONNECTION_STRING: optional(z.string()),
    CRASH_FILE: optional(z.string()),
  })
  .superRefine((values, context) => {
    const production = values.CLINIC_MODE === 'production';
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!values.AzureWebJobsStorage && !values.AzureWebJobsStorage__accountName)
      issue('AzureWebJobsStorage', 'is missing, and AzureWebJobsStorage__accountName too');
    if (values.ALERT_WEBHOOK_URL && !values.ALERT_WEBHOOK_SECRET)
      issue('ALERT_WEBHOOK_SECRET', 'is missing: alerts are signed with it');
    const live = /^(sk|rk)_live_/.test(values.STRIPE_SECRET_KEY);
    if (!production && live) issue('STRIPE_SECRET_KEY', 'must not be a live key in local mode');
    // Test cards would settle real invoices.
    if (production && !live) issue('STRIPE_SECRET_KEY', 'must not be a test key in production');
  });

export type Config = z.output<typeof settings>;

/** Reads the settings. Throws one error whose message names every setting that is wrong and what it should be. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = settings.safeParse(environment);
  const production =
    environment.CLINIC_MODE === 'production'
      ? productionProblems(environment).map(({ name, problem }) => `${name} ${problem}`)
      : [];
  if (parsed.success && production.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const wrong = new Set([
    ...issues.map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...production,
  ]);
  throw new Error(`Wrong settings: ${[...wrong].join('; ')}.`);
}
