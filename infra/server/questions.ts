/** The questions of `npm run setup` at a terminal: each is asked until its answer can be used. */
import { createInterface } from 'node:readline/promises';
import { type Answers, problemWith, type RawAnswers } from './answers.ts';

type Question = {
  field: keyof Answers;
  text: string;
  /** Offered when there was no earlier answer. */
  suggestion?: (raw: RawAnswers) => string | undefined;
  when?: (raw: RawAnswers) => boolean;
  optional?: boolean;
};

const is =
  (field: keyof Answers, value: string) =>
  (raw: RawAnswers): boolean =>
    raw[field] === value;

const QUESTIONS: readonly Question[] = [
  { field: 'mode', text: 'production, or a trial with test keys', suggestion: () => 'production' },
  { field: 'clinic_name', text: 'Name of the clinic' },
  { field: 'clinic_email', text: 'E-mail address that patients may answer to' },
  { field: 'clinic_phone', text: 'Telephone number of the clinic' },
  {
    field: 'time_zone',
    text: 'Time zone',
    suggestion: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  { field: 'currency', text: 'Currency', suggestion: () => 'usd' },
  { field: 'address', text: 'Public address, such as https://billing.clinic.example' },
  { field: 'tls', text: 'Certificate: files, self-signed or behind-proxy', suggestion: () => 'self-signed' },
  {
    field: 'certificate',
    text: 'Full path of the certificate (PEM, with the chain)',
    when: is('tls', 'files'),
  },
  { field: 'key', text: 'Full path of its private key', when: is('tls', 'files') },
  {
    field: 'port',
    text: 'Port on which the proxy reaches this server',
    when: is('tls', 'behind-proxy'),
    suggestion: () => '8080',
  },
  { field: 'database', text: 'PostgreSQL: embedded, or a server of your own', suggestion: () => 'embedded' },
  {
    field: 'database_admin_url',
    text: 'Address of its administrator (used once, the password is not kept)',
    when: is('database', 'server'),
  },
  { field: 'storage', text: 'Storage: local, or an Azure storage account', suggestion: () => 'local' },
  { field: 'storage_connection', text: 'Connection string of the account', when: is('storage', 'account') },
  { field: 'smtp_url', text: 'Mail server, such as smtp://user:password@mail.example:587' },
  {
    field: 'mail_from',
    text: 'Sender of mail',
    suggestion: (raw) => `${raw.clinic_name} <${raw.clinic_email}>`,
  },
  { field: 'mail_test_to', text: 'Send a test message to (empty: none)', optional: true },
  {
    field: 'stripe',
    text: 'Stripe: account, or emulator',
    when: is('mode', 'trial'),
    suggestion: () => 'emulator',
  },
  { field: 'stripe_secret_key', text: 'Secret key of Stripe', when: (raw) => raw.stripe !== 'emulator' },
  {
    field: 'stripe_webhook_secret',
    text: 'Signing secret of the webhook (empty: the endpoint is made at Stripe now)',
    when: (raw) => raw.stripe !== 'emulator',
    optional: true,
  },
  { field: 'twilio_account_sid', text: 'Twilio account for texts (empty: no texts)', optional: true },
  {
    field: 'twilio_auth_token',
    text: 'Auth token of Twilio',
    when: (raw) => Boolean(raw.twilio_account_sid),
  },
  {
    field: 'twilio_from',
    text: 'Number from which texts are sent',
    when: (raw) => Boolean(raw.twilio_account_sid),
  },
  {
    field: 'alert_emails',
    text: 'E-mail addresses that get alerts of this server, with commas between them (empty: none)',
    suggestion: (raw) => String(raw.mail_test_to ?? ''),
    optional: true,
  },
  {
    field: 'alert_webhook_url',
    text: 'Address that gets alerts as signed JSON (empty: none)',
    optional: true,
  },
  { field: 'backup_folder', text: 'Folder for backups, on another disk' },
  { field: 'backup_hour', text: 'Hour of the nightly backup (0 to 23)', suggestion: () => '2' },
];

/** Asks at the terminal; what `known` answers is offered, and Enter keeps it. */
export async function ask(known: RawAnswers): Promise<RawAnswers> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const raw: RawAnswers = { ...known };
  try {
    for (const question of QUESTIONS) {
      if (question.when !== undefined && !question.when(raw)) continue;
      const value = await askOne((text) => terminal.question(text), question, raw);
      if (value === '') delete raw[question.field];
      else raw[question.field] = value;
    }
  } finally {
    terminal.close();
  }
  return raw;
}

/** The code that the first setup printed. */
export async function askRecoveryCode(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question('Recovery code (the first setup printed it): ')).trim();
  } finally {
    terminal.close();
  }
}

/** Asks one question until its answer can be used. */
export async function askOne(
  read: (prompt: string) => Promise<string>,
  { field, text, suggestion, optional }: Question,
  raw: RawAnswers,
): Promise<string> {
  const offered = String(raw[field] ?? suggestion?.(raw) ?? '');
  for (;;) {
    const typed = (await read(`${text}${offered && ` [${hidden(field, offered)}]`}: `)).trim() || offered;
    if (typed === '' && optional) return '';
    const problem = problemWith(field, typed === '' ? undefined : typed);
    if (problem === undefined) return typed;
    process.stdout.write(`  ${field} ${problem}\n`);
  }
}

const hidden = (field: string, value: string): string =>
  /secret|token|connection|_url/.test(field) ? 'as before' : value;
