/** What `npm run setup` asks: one schema for the answers file, the environment and the questions. */
import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { operatorAddresses } from '../../functions/config.ts';
import { isTimeZone } from '../../functions/domain/calendar.ts';
import { CURRENCIES } from '../../functions/domain/currency.ts';
import { closest } from './spelling.ts';

const text = (most: number) => z.string({ error: 'is missing' }).trim().min(1, 'is missing').max(most);
const port = z.coerce.number('must be a port').int('must be a port').min(0, 'must be a port').max(65_535);
const folder = z.string({ error: 'is missing' }).refine(isAbsolute, 'must be a full path');
const smtp = z.string({ error: 'is missing' }).regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://');
const count = (least: number, most: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(least).max(most);

const FIELDS = z.strictObject({
  /** `trial` takes test keys or the Stripe emulator; its books never become a clinic's real ones. */
  mode: z.enum(['production', 'trial'], { error: 'must be production or trial' }).default('production'),
  clinic_name: text(60),
  clinic_email: z.email('must be an e-mail address'),
  clinic_phone: text(32),
  time_zone: z.string({ error: 'is missing' }).refine(isTimeZone, 'must be a zone such as America/New_York'),
  currency: z.enum(CURRENCIES, { error: `must be one of ${CURRENCIES.join(', ')}` }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a country code such as US')
    .optional(),
  invoice_prefix: z
    .string()
    .regex(/^[A-Z0-9]{1,12}$/, 'must be up to 12 capital letters or digits')
    .default('CLINIC'),
  address: z
    .string({ error: 'is missing' })
    .refine(
      isPublicAddress,
      'must be an https address without a path, such as https://billing.clinic.example',
    ),
  bind: z
    .string()
    .refine((value) => isIP(value) > 0, 'must be an IP address of this machine')
    .optional(),
  port: port.optional(),
  /** 0: no redirect from plain HTTP. */
  http_port: port.optional(),
  tls: z.enum(['files', 'self-signed', 'behind-proxy'], {
    error: 'must be files, self-signed or behind-proxy',
  }),
  certificate: folder.optional(),
  key: folder.optional(),
  database: z.enum(['embedded', 'server'], { error: 'must be embedded or server' }).default('embedded'),
  database_admin_url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  database_port: port.default(54_320),
  storage: z.enum(['local', 'account'], { error: 'must be local or account' }).default('local'),
  storage_connection: z.string().min(1).optional(),
  storage_port: port.default(10_000),
  queue_port: port.default(10_001),
  api_port: port.default(7_071),
  workers: count(1, 10).default(2),
  smtp_url: smtp,
  mail_from: text(200),
  /** Gets one test message. */
  mail_test_to: z.email('must be an e-mail address').optional(),
  twilio_account_sid: text(64).optional(),
  twilio_auth_token: text(64).optional(),
  twilio_from: text(32).optional(),
  stripe: z.enum(['account', 'emulator'], { error: 'must be account or emulator' }).default('account'),
  stripe_secret_key: text(300).optional(),
  /** Without it setup makes the endpoint at Stripe. */
  stripe_webhook_secret: text(300).optional(),
  stripe_port: port.default(12_111),
  /** For a Prometheus on this machine; 0: none. */
  metrics_port: port.default(9_464),
  /** Operators who get alerts, with commas between their addresses. */
  alert_emails: z
    .string()
    .refine(
      (value) => operatorAddresses.safeParse(value).success,
      'must be up to 10 e-mail addresses with commas between them',
    )
    .optional(),
  /** Gets alerts too, signed with a secret that setup makes. */
  alert_webhook_url: z.url({ protocol: /^https?$/, error: 'must be an address' }).optional(),
  backup_folder: folder.optional(),
  backup_storage: z.string().min(1).optional(),
  backup_hour: count(0, 23).default(2),
  /** Older backups in the folder are removed, but never the newest three. */
  backup_days: count(2, 3_660).default(35),
  log_megabytes: count(1, 1_000).default(20),
  log_days: count(1, 3_660).default(30),
  data: folder.optional(),
});

export type Answers = z.output<typeof FIELDS>;
export type RawAnswers = Record<string, unknown>;
export type Problem = { field: string; problem: string };

export const FIELD_NAMES = Object.keys(FIELDS.shape) as (keyof Answers)[];

/** The environment variable that answers a field: SETUP_TIME_ZONE for `time_zone`. */
export const variableOf = (field: string): string => `SETUP_${field.toUpperCase()}`;

/** The answers of the environment; an empty variable answers nothing. */
export function answersIn(environment: Readonly<Record<string, string | undefined>>): RawAnswers {
  return Object.fromEntries(
    FIELD_NAMES.flatMap((field) => {
      const value = environment[variableOf(field)];
      return value ? [[field, value]] : [];
    }),
  );
}

/** Checks all answers; every problem is named by its field, and there are no answers when there is any problem. */
export function readAnswers(raw: RawAnswers): { answers?: Answers; problems: Problem[] } {
  const parsed = FIELDS.safeParse(raw);
  if (!parsed.success) return { problems: parsed.error.issues.flatMap(problemsOf) };
  const problems = [...together(parsed.data)];
  return problems.length === 0 ? { answers: parsed.data, problems } : { problems };
}

/** One answer by itself, for a question that is asked again until it can be used. */
export function problemWith(field: keyof Answers, value: unknown): string | undefined {
  return FIELDS.shape[field].safeParse(value).error?.issues[0]?.message;
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ field: issue.path.map(String).join('.'), problem: issue.message }];
  return issue.keys.map((field) => {
    const meant = closest(field, FIELD_NAMES);
    return { field, problem: `is not an answer${meant ? `; did you mean ${meant}?` : ''}` };
  });
}

/** What one answer asks of another. */
function* together(answers: Answers): Generator<Problem> {
  const needs = (when: boolean, field: keyof Answers, because: string): Problem[] =>
    when && answers[field] === undefined ? [{ field, problem: `is missing: ${because}` }] : [];
  yield* needs(answers.tls === 'files', 'certificate', 'tls is files');
  yield* needs(answers.tls === 'files', 'key', 'tls is files');
  yield* needs(answers.database === 'server', 'database_admin_url', 'database is server');
  yield* needs(answers.storage === 'account', 'storage_connection', 'storage is account');
  yield* needs(answers.stripe === 'account', 'stripe_secret_key', 'stripe is account');
  if (answers.stripe === 'emulator' && answers.mode === 'production')
    yield { field: 'stripe', problem: 'must be account in production: the emulator moves no money' };
  if (answers.backup_folder === undefined && answers.backup_storage === undefined)
    yield { field: 'backup_folder', problem: 'is missing: name a folder on another disk, or backup_storage' };
  if (answers.tls === 'behind-proxy' && answers.bind === undefined && answers.port === undefined)
    yield { field: 'port', problem: 'is missing: the proxy must know where to send requests' };
  const sms = [answers.twilio_account_sid, answers.twilio_auth_token, answers.twilio_from];
  if (sms.some((value) => value !== undefined) && sms.some((value) => value === undefined))
    yield { field: 'twilio_account_sid', problem: 'needs twilio_auth_token and twilio_from beside it' };
  yield* samePorts(answers);
}

function* samePorts(answers: Answers): Generator<Problem> {
  const seen = new Map<number, string>();
  for (const field of [
    'port',
    'http_port',
    'api_port',
    'database_port',
    'storage_port',
    'queue_port',
    'metrics_port',
  ] as const) {
    const value = answers[field];
    if (!value) continue;
    const other = seen.get(value);
    if (other !== undefined) yield { field, problem: `is the same port as ${other}` };
    seen.set(value, field);
  }
}

function isPublicAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username } = new URL(value);
  return protocol === 'https:' && pathname === '/' && !search && !hash && !username;
}
