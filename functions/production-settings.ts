/** What production refuses in the settings: examples, well-known keys, guessable or shared secrets, missing TLS. */
import { deflateRawSync } from 'node:zlib';

type Environment = Readonly<Record<string, string | undefined>>;
export type SettingProblem = { name: string; problem: string };

/**
 * Settings of local.settings.example.json whose example value suits a real clinic too. Every other value of that file
 * is refused in production; a test reads the file, so that a new setting cannot be forgotten.
 */
export const MAY_STAY_AS_IN_THE_EXAMPLE = [
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT',
  'AzureWebJobsDisableHomepage',
  'CLINIC_ID',
  'CLINIC_TIME_ZONE',
  'CLINIC_CURRENCY',
  'CLINIC_COUNTRY',
  'INVOICE_NUMBER_PREFIX',
  'DATABASE_POOL_MAX',
  'REFUND_SELF_APPROVAL',
  'TRUSTED_PROXIES',
  'LOG_LEVEL',
  'LOG_FILE',
  'LOG_MEGABYTES',
  'LOG_DAYS',
] as const;

/** The values of local.settings.example.json that name no real clinic, or that everybody can read. */
export const EXAMPLE_VALUES: Readonly<Record<string, string>> = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  CLINIC_MODE: 'local',
  CLINIC_NAME: 'Harbour Street Clinic',
  CLINIC_EMAIL: 'billing@harbourstreet.example',
  CLINIC_PHONE: '+1 555 0100',
  WEB_URL: 'http://127.0.0.1:4280',
  DATABASE_URL: 'postgres://clinic_app:change-me@127.0.0.1:5432/clinic',
  JWT_SECRET: 'change-me-to-32-random-bytes-or-more',
  LINK_SECRET: 'change-me-to-32-random-bytes-or-more',
  DATA_KEYS: 'k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  BLIND_INDEX_KEY: 'change-me-to-32-random-bytes-or-more',
  AUDIT_SEAL_KEY: 'change-me-to-32-random-bytes-or-more',
  SETUP_CODE: 'change-me-setup-code',
  STRIPE_SECRET_KEY: 'sk_test_change_me',
  STRIPE_WEBHOOK_SECRET: 'whsec_change_me',
  MAIL_FROM: 'Harbour Street Clinic <billing@harbourstreet.example>',
  SMTP_URL: 'smtp://127.0.0.1:2525',
};

/** Azurite's key, printed in Microsoft's documentation. */
const WELL_KNOWN_STORAGE_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Secrets that must be random and each of their own. */
const RANDOM_SECRETS = [
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'LINK_SECRET',
  'LINK_SECRET_PREVIOUS',
  'BLIND_INDEX_KEY',
  'AUDIT_SEAL_KEY',
  'METRICS_TOKEN',
  'ALERT_WEBHOOK_SECRET',
];

/** Every problem that keeps these settings from production, by the name of the setting; empty when there is none. */
export function productionProblems(environment: Environment): SettingProblem[] {
  return [
    ...examples(environment),
    ...guessable(environment),
    ...shared(environment),
    ...['AzureWebJobsStorage', 'BACKUP_STORAGE'].flatMap((name) => storage(environment, name)),
    ...database(environment.DATABASE_URL ?? ''),
    ...addresses(environment),
  ];
}

/** An example is an example in every setting: a secret of the file is public wherever it is used. */
function examples(environment: Environment): SettingProblem[] {
  const readable = new Set(Object.values(EXAMPLE_VALUES));
  return Object.entries(environment).flatMap(([name, value = '']) => {
    const isSecret = RANDOM_SECRETS.includes(name) || name === 'SETUP_CODE';
    const isExample = EXAMPLE_VALUES[name] === value || (isSecret && readable.has(value));
    const isPlaceholder = (name in EXAMPLE_VALUES || isSecret) && /change[-_ ]?me/i.test(value);
    return isExample || isPlaceholder ? [{ name, problem: 'is still the example' }] : [];
  });
}

function guessable(environment: Environment): SettingProblem[] {
  const random = RANDOM_SECRETS.flatMap((name) => {
    const value = environment[name];
    return value && !isRandom(value) ? [{ name, problem: 'must be random: too easy to guess' }] : [];
  });
  const keys = (environment.DATA_KEYS ?? '').split(',').map((entry) => entry.split(':')[1] ?? '');
  const readable = keys.map((key) => Buffer.from(key, 'base64'));
  if (readable.some((key) => new Set(key).size < 16 || /^[\x20-\x7e]*$/.test(key.toString('latin1'))))
    random.push({ name: 'DATA_KEYS', problem: 'must be 32 random bytes: too easy to guess' });
  const short = (name: string, prefix: RegExp): SettingProblem[] => {
    const parts = (environment[name] ?? '').split(',').map((value) => value.replace(prefix, ''));
    return parts.some((part) => part.length < 24 || new Set(part).size < 8)
      ? [{ name, problem: 'is too short to be real' }]
      : [];
  };
  if (new Set(environment.SETUP_CODE ?? '').size < 6)
    random.push({ name: 'SETUP_CODE', problem: 'must be random: too easy to guess' });
  return [
    ...random,
    ...short('STRIPE_WEBHOOK_SECRET', /^whsec_/),
    ...short('STRIPE_SECRET_KEY', /^(sk|rk)_(test|live)_/),
  ];
}

/** Random text neither repeats nor counts up, and does not compress. */
function isRandom(value: string): boolean {
  const steps = new Set([...value].map((_, index) => value.charCodeAt(index + 1) - value.charCodeAt(index)));
  return new Set(value).size >= 12 && steps.size >= 12 && deflateRawSync(value).length >= 24;
}

function shared(environment: Environment): SettingProblem[] {
  const seen = new Map<string, string>();
  const keys = (environment.DATA_KEYS ?? '').split(',').map((entry) => entry.split(':')[1] ?? '');
  const all = [
    ...[
      ...RANDOM_SECRETS,
      'SETUP_CODE',
      'STRIPE_WEBHOOK_SECRET',
      'STRIPE_SECRET_KEY',
      'TWILIO_AUTH_TOKEN',
    ].map((name): [string, string] => [name, environment[name] ?? '']),
    ...keys.map((key): [string, string] => ['DATA_KEYS', key]),
  ];
  return all.flatMap(([name, value]) => {
    if (value === '') return [];
    const first = seen.get(value);
    seen.set(value, name);
    return first === undefined ? [] : [{ name, problem: `must differ from ${first}` }];
  });
}

function storage(environment: Environment, name: string): SettingProblem[] {
  const value = environment[name] ?? '';
  if (/UseDevelopmentStorage/i.test(value))
    return [{ name, problem: 'must not be the development storage in production' }];
  if (value.includes(WELL_KNOWN_STORAGE_KEY))
    return [{ name, problem: 'uses the key that everybody knows: set one of your own' }];
  const protocol = /DefaultEndpointsProtocol=http(;|$)/i.test(value);
  const endpoints = [...value.matchAll(/Endpoint=(http:\/\/[^;]*)/gi)].map(([, address = '']) => address);
  const isOpen = endpoints.some((address) => !isLoopback(address)) || (protocol && endpoints.length === 0);
  return isOpen ? [{ name, problem: 'must use https, or an address of this machine' }] : [];
}

/** The roles that own or rule the database may do more than the application should (requirement S1.13). */
function database(value: string): SettingProblem[] {
  const name = 'DATABASE_URL';
  if (!URL.canParse(value)) return [{ name, problem: 'must be an address' }];
  const { username, password, searchParams } = new URL(value);
  if (['postgres', 'root', 'admin', 'clinic_owner', 'azure_superuser', 'rdsadmin'].includes(username))
    return [{ name, problem: `must not connect as ${username}: use the role clinic_app` }];
  const problems: SettingProblem[] = [];
  if (
    !isLoopback(value) &&
    !['require', 'verify-ca', 'verify-full'].includes(searchParams.get('sslmode') ?? '')
  )
    problems.push({
      name,
      problem: 'needs ?sslmode=verify-full, because the database is on another machine',
    });
  if (password === '' || /^(change[-_]?me|password|postgres|secret|clinic|clinic_app)$/i.test(password))
    problems.push({ name, problem: 'needs a password of its own' });
  return problems;
}

/** What carries patients' data or sign-ins may not be reached without TLS. */
function addresses(environment: Environment): SettingProblem[] {
  const problems: SettingProblem[] = [];
  if (!(environment.WEB_URL ?? '').startsWith('https://'))
    problems.push({ name: 'WEB_URL', problem: 'must be https in production' });
  for (const name of ['STRIPE_API_BASE', 'TWILIO_API_BASE', 'ALERT_WEBHOOK_URL']) {
    if ((environment[name] ?? '').startsWith('http://'))
      problems.push({ name, problem: 'must be https in production' });
  }
  if (environment.CRASH_FILE)
    problems.push({ name: 'CRASH_FILE', problem: 'is for proofs in local mode only' });
  return problems;
}

function isLoopback(address: string): boolean {
  const host = URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : '';
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
