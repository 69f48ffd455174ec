import { describe, expect, test } from 'vitest';
import { LIVE_ANSWERS } from '../../tests/support/server-answers.ts';
import { answersIn, problemWith, readAnswers } from './answers.ts';
import { forbiddenChanges } from './changes.ts';
import { closest } from './spelling.ts';

const problems = (change: object): { field: string; problem: string }[] =>
  readAnswers({ ...LIVE_ANSWERS, ...change }).problems;

test('good answers are taken, with the defaults of the rest', () => {
  const { answers } = readAnswers(LIVE_ANSWERS);
  expect(answers).toMatchObject({ mode: 'production', database: 'embedded', storage: 'local', workers: 2 });
});

test('numbers and names of the environment are taken as those of the file', () => {
  const raw = answersIn({
    SETUP_BACKUP_HOUR: '4',
    SETUP_CLINIC_NAME: 'Oak',
    SETUP_BIND: '',
    SETUP_CODE: 'x',
    PATH: '/',
  });
  expect(raw).toEqual({ backup_hour: '4', clinic_name: 'Oak' });
  expect(readAnswers({ ...LIVE_ANSWERS, ...raw }).answers).toMatchObject({
    backup_hour: 4,
    clinic_name: 'Oak',
  });
});

describe('a bad answer is refused with the name of its field', () => {
  test.each([
    ['clinic_name', { clinic_name: '  ' }],
    ['clinic_email', { clinic_email: 'billing' }],
    ['time_zone', { time_zone: 'Chicago' }],
    ['currency', { currency: 'doubloon' }],
    ['country', { country: 'usa' }],
    ['invoice_prefix', { invoice_prefix: 'elm street' }],
    ['address', { address: 'http://billing.elm.example' }],
    ['address', { address: 'https://billing.elm.example/portal' }],
    ['address', { address: 'https://user:password@billing.elm.example' }],
    ['bind', { bind: 'eth0' }],
    ['port', { port: 70_000 }],
    ['port', { port: '80a' }],
    ['tls', { tls: 'none' }],
    ['certificate', { tls: 'files', key: '/etc/ssl/elm.key' }],
    ['key', { tls: 'files', certificate: '/etc/ssl/elm.pem' }],
    ['certificate', { tls: 'files', certificate: 'elm.pem', key: '/etc/ssl/elm.key' }],
    ['port', { tls: 'behind-proxy' }],
    ['database_admin_url', { database: 'server' }],
    ['database_admin_url', { database: 'server', database_admin_url: 'mysql://root@db' }],
    ['storage_connection', { storage: 'account' }],
    ['api_port', { api_port: 443, port: 443 }],
    ['workers', { workers: 0 }],
    ['smtp_url', { smtp_url: 'mail.elm.example' }],
    ['mail_test_to', { mail_test_to: 'me' }],
    ['alert_emails', { alert_emails: 'ops@elm.example, me' }],
    ['alert_webhook_url', { alert_webhook_url: 'ftp://elm.example' }],
    ['twilio_account_sid', { twilio_from: '+15550100' }],
    ['stripe', { stripe: 'emulator' }],
    ['stripe_secret_key', { stripe_secret_key: undefined }],
    ['backup_folder', { backup_folder: undefined }],
    ['backup_folder', { backup_folder: 'backups' }],
    ['backup_hour', { backup_hour: 24 }],
    ['log_days', { log_days: 0 }],
  ])('%s: %j', (field, change) => {
    expect(problems(change).map((found) => found.field)).toEqual([field]);
  });

  test('all at once, so that one run shows them all', () => {
    expect(problems({ clinic_name: '', currency: 'x', tls: 'y' }).map(({ field }) => field)).toEqual([
      'clinic_name',
      'currency',
      'tls',
    ]);
  });

  test('an unknown name is named with the one that was meant', () => {
    expect(problems({ time_zon: 'UTC' })).toEqual([
      { field: 'time_zon', problem: 'is not an answer; did you mean time_zone?' },
    ]);
  });
});

test('the emulator is for a trial that asks for it', () => {
  const trial = {
    mode: 'trial',
    stripe: 'emulator',
    stripe_secret_key: undefined,
    stripe_webhook_secret: undefined,
  };
  expect(problems(trial)).toEqual([]);
});

test('one question is judged by the same rule', () => {
  expect(problemWith('tls', 'none')).toBe('must be files, self-signed or behind-proxy');
  expect(problemWith('tls', 'files')).toBeUndefined();
});

test('what books were made with cannot be changed by a later setup', () => {
  const { answers: before } = readAnswers(LIVE_ANSWERS);
  const { answers: now } = readAnswers({ ...LIVE_ANSWERS, currency: 'eur', clinic_phone: '+1 555 0135' });
  if (before === undefined || now === undefined) throw new Error('Both sets of answers are good.');
  expect(forbiddenChanges(before, before)).toEqual([]);
  expect(forbiddenChanges(before, now).map(({ field }) => field)).toEqual(['currency']);
});

test.each([
  ['DATABASE_URI', 'DATABASE_URL'],
  ['jwt_secret', 'JWT_SECRET'],
  ['NOTHING_LIKE_IT', undefined],
])('%s is near %s', (typed, meant) => {
  expect(closest(typed, ['DATABASE_URL', 'JWT_SECRET', 'SMTP_URL'])).toBe(meant);
});
