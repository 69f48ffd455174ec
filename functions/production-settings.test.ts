/** Production starts with a clinic's own settings only: each example, well-known key and open connection is refused. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { EXAMPLE_VALUES, MAY_STAY_AS_IN_THE_EXAMPLE } from './production-settings.ts';

const example = (
  JSON.parse(readFileSync(new URL('../local.settings.example.json', import.meta.url), 'utf8')) as {
    Values: Record<string, string>;
  }
).Values;
const random = () => randomBytes(36).toString('base64url');
const WELL_KNOWN = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const key = (length = 64) => randomBytes(length).toString('base64');

/** A clinic that is ready to open. */
const real: Record<string, string> = {
  ...example,
  AzureWebJobsStorage: `DefaultEndpointsProtocol=https;AccountName=clinic;AccountKey=${key()};EndpointSuffix=core.windows.net`,
  CLINIC_MODE: 'production',
  CLINIC_NAME: 'Elm Row Physiotherapy',
  CLINIC_EMAIL: 'accounts@elmrow.health',
  CLINIC_PHONE: '+1 212 555 0147',
  WEB_URL: 'https://billing.elmrow.health',
  DATABASE_URL: `postgres://clinic_app:${random()}@db.elmrow.health/clinic?sslmode=verify-full`,
  JWT_SECRET: random(),
  LINK_SECRET: random(),
  DATA_KEYS: `k1:${key(32)}`,
  BLIND_INDEX_KEY: random(),
  AUDIT_SEAL_KEY: random(),
  SETUP_CODE: 'h7kd-93mq-x2vt',
  STRIPE_SECRET_KEY: `sk_live_${randomBytes(24).toString('hex')}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}`,
  MAIL_FROM: 'Elm Row Physiotherapy <accounts@elmrow.health>',
  SMTP_URL: 'smtps://mail.elmrow.health',
};
const start =
  (settings: Record<string, string> = {}) =>
  () =>
    readConfig({ ...real, ...settings });

test('a clinic with settings of its own starts', () => {
  expect(start()).not.toThrow();
});

test('a single server with its own storage key on this machine starts', () => {
  const address = 'http://127.0.0.1:10000/devstoreaccount1';
  const AzureWebJobsStorage = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key()};BlobEndpoint=${address};QueueEndpoint=${address}`;
  const DATABASE_URL = `postgres://clinic_app:${random()}@127.0.0.1:5432/clinic`;
  expect(start({ AzureWebJobsStorage, DATABASE_URL })).not.toThrow();
});

describe('the example file', () => {
  const used = Object.entries(example).filter(([name, value]) => value !== '' && name !== 'CLINIC_MODE');
  test.each(used)('%s is refused in production as the file has it, or may stay', (name, value) => {
    const wrong = start({ [name]: value });
    if ((MAY_STAY_AS_IN_THE_EXAMPLE as readonly string[]).includes(name)) expect(wrong).not.toThrow();
    else expect(wrong).toThrow(new RegExp(`${name} (is still the example|must|uses)`));
  });

  test('has no value that the list of examples does not know, and the other way round', () => {
    const listed = Object.fromEntries(
      Object.entries(example).filter(
        ([name, value]) => value !== '' && !(MAY_STAY_AS_IN_THE_EXAMPLE as readonly string[]).includes(name),
      ),
    );
    expect(EXAMPLE_VALUES).toEqual(listed);
  });

  test.each(['JWT_SECRET_PREVIOUS', 'LINK_SECRET_PREVIOUS'])('an example is refused as %s too', (name) => {
    expect(start({ [name]: example.JWT_SECRET ?? '' })).toThrow(`${name} is still the example`);
  });
});

test('storage is reached by a connection string or by the app’s identity, and one of them is needed', () => {
  const none = { AzureWebJobsStorage: '' };
  const identity = {
    ...none,
    AzureWebJobsStorage__accountName: 'stclinic',
    AzureWebJobsStorage__credential: 'managedidentity',
  };
  expect(start(identity)).not.toThrow();
  expect(start(none)).toThrow('AzureWebJobsStorage is missing, and AzureWebJobsStorage__accountName too');
  expect(start({ ...identity, AzureWebJobsStorage__accountName: 'https://st' })).toThrow(
    'must be the name of a storage account',
  );
});

const account = 'DefaultEndpointsProtocol=http;AccountName=a;';
test.each([
  ['the development storage', 'BACKUP_STORAGE', 'UseDevelopmentStorage=true'],
  [
    'the well-known key',
    'AzureWebJobsStorage',
    `${account}AccountKey=${WELL_KNOWN};BlobEndpoint=http://127.0.0.1:1`,
  ],
  ['the well-known key for backups', 'BACKUP_STORAGE', `AccountName=a;AccountKey=${WELL_KNOWN}`],
  [
    'storage without TLS',
    'AzureWebJobsStorage',
    `${account}AccountKey=${key()};BlobEndpoint=http://files.lan`,
  ],
  ['storage of the cloud without TLS', 'AzureWebJobsStorage', `${account}AccountKey=${key()}`],
  [
    'backups without TLS',
    'BACKUP_STORAGE',
    `AccountName=a;AccountKey=${key()};BlobEndpoint=http://10.0.0.4/a`,
  ],
  [
    'a database of another machine without TLS',
    'DATABASE_URL',
    `postgres://clinic_app:${random()}@db.lan/clinic`,
  ],
  [
    'TLS that does not verify',
    'DATABASE_URL',
    `postgres://clinic_app:${random()}@db.lan/clinic?sslmode=no-verify`,
  ],
  ['a superuser', 'DATABASE_URL', `postgres://postgres:${random()}@127.0.0.1/clinic`],
  ['the owner of the tables', 'DATABASE_URL', `postgres://clinic_owner:${random()}@127.0.0.1/clinic`],
  ['a database password of examples', 'DATABASE_URL', 'postgres://clinic_app:change-me@127.0.0.1/clinic'],
  ['a database without a password', 'DATABASE_URL', 'postgres://clinic_app@127.0.0.1/clinic'],
  ['one character repeated', 'JWT_SECRET', 'a'.repeat(64)],
  ['digits in order', 'LINK_SECRET', '0123456789012345678901234567890123456789'],
  ['the alphabet', 'BLIND_INDEX_KEY', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ'],
  ['a short secret repeated', 'AUDIT_SEAL_KEY', 'Xk3v9qLm'.repeat(5)],
  ['a short secret', 'JWT_SECRET', 'Xk3v9qLm'],
  [
    'a data key outside base64',
    'DATA_KEYS',
    `k1:${Buffer.from('clinic-clinic-clinic-clinic-1234').toString('base64')}`,
  ],
  ['a data key of zeros', 'DATA_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`],
  ['an earlier data key of zeros', 'DATA_KEYS', `k2:${key(32)},k1:${Buffer.alloc(32).toString('base64')}`],
  ['a webhook secret too short to be real', 'STRIPE_WEBHOOK_SECRET', 'whsec_abc'],
  [
    'a second webhook secret too short to be real',
    'STRIPE_WEBHOOK_SECRET',
    `${real.STRIPE_WEBHOOK_SECRET},whsec_abc`,
  ],
  ['a setup code of one character', 'SETUP_CODE', 'aaaaaaaaaaaa'],
  ['a Twilio stand-in', 'TWILIO_API_BASE', 'http://127.0.0.1:8025'],
  ['Stripe without TLS', 'STRIPE_API_BASE', 'http://127.0.0.1:12111'],
  ['a test key', 'STRIPE_SECRET_KEY', `sk_test_${randomBytes(24).toString('hex')}`],
  ['a portal without TLS', 'WEB_URL', 'http://billing.elmrow.health'],
  ['a file of crash points', 'CRASH_FILE', '/tmp/crash'],
])('%s is refused, by name', (_, name, value) => {
  expect(start({ [name]: value })).toThrow(new RegExp(`Wrong settings: .*${name} `));
});

test('two secrets with one value are refused', () => {
  const one = createHash('sha256').update(random()).digest('base64url');
  expect(start({ JWT_SECRET: one, LINK_SECRET: one })).toThrow('LINK_SECRET must differ from JWT_SECRET');
  expect(start({ JWT_SECRET: one, JWT_SECRET_PREVIOUS: one })).toThrow(
    'JWT_SECRET_PREVIOUS must differ from JWT_SECRET',
  );
});
