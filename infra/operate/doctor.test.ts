import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANIFEST } from '../../functions/edges/postgres/dump.ts';
import { readAnswers } from '../server/answers.ts';
import { makeCertificate } from '../server/certificates.ts';
import { SEALED_SETTINGS } from '../server/recovery.ts';
import { newSecrets } from '../server/secrets.ts';
import { saveServerSettings } from '../server/settings-file.ts';
import { certificateFinding, clockFinding, nameFinding } from './doctor/address.ts';
import { modeFindings, type Server, serverOf, writableFindings } from './doctor/files.ts';
import { examineServer } from './doctor/server.ts';
import { backupFindings } from './doctor/services.ts';

const DAY = 86_400_000;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'doctor-'));
  chmodSync(home, 0o700);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function server(change: object = {}): Server {
  const { answers, problems } = readAnswers({
    mode: 'trial',
    clinic_name: 'Elm Street Practice',
    clinic_email: 'billing@elm.example',
    clinic_phone: '+1 555 0134',
    time_zone: 'America/Chicago',
    currency: 'usd',
    address: 'https://127.0.0.1:8443',
    tls: 'self-signed',
    smtp_url: 'smtp://127.0.0.1:2525',
    mail_from: 'Elm Street Practice <billing@elm.example>',
    stripe: 'emulator',
    backup_folder: join(home, 'backups'),
    ...change,
  });
  if (answers === undefined) throw new Error(JSON.stringify(problems));
  const data = join(home, 'data');
  mkdirSync(join(data, 'logs'), { recursive: true, mode: 0o700 });
  const settings = { version: 1 as const, answers, secrets: newSecrets(), ownerUrl: '', Values: {} };
  saveServerSettings(home, settings);
  makeCertificate(home, answers, () => undefined);
  return { home, data, settings };
}

describe('file modes', () => {
  test('of a new server are right', () => {
    expect(modeFindings(server())).toEqual([expect.objectContaining({ verdict: 'ok' })]);
  });

  test.each([
    ['data', 0o755, '700'],
    ['data/logs', 0o750, '700'],
    ['tls/server.key', 0o644, '640'],
    ['settings.json', 0o640, '600'],
    ['backups/20260101T080000Z', 0o755, '700'],
  ])('%s with mode %o is named with what to run', (path, mode, right) => {
    const found = server();
    mkdirSync(join(home, 'backups/20260101T080000Z'), { recursive: true, mode: 0o700 });
    chmodSync(join(home, path), mode);
    expect(modeFindings(found)).toEqual([
      { verdict: 'bad', text: expect.stringContaining(`Run: chmod ${right} ${join(home, path)}`) },
    ]);
  });
});

describe('the clock', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  test.each([
    [5, 'ok', /as Stripe/],
    [-60, 'warn', /60 s behind/],
    [3600, 'bad', /3600 s ahead of Stripe’s: Stripe’s events are refused\. Turn on/],
    [-3600, 'bad', /3600 s behind/],
  ])('%i s off: %s', (seconds, verdict, text) => {
    const theirs = new Date(now.getTime() - seconds * 1000);
    expect(clockFinding(theirs, 'Stripe', now)).toEqual({ verdict, text: expect.stringMatching(text) });
  });
});

describe('the certificate', () => {
  test.each([
    [0, 'ok', /valid until/],
    [810, 'warn', /in \d days\. Renew it: stop the server and run npm run setup/],
  ])('after %i days: %s', (days, verdict, text) => {
    const found = certificateFinding(server(), new Date(Date.now() + days * DAY));
    expect(found).toEqual({ verdict, text: expect.stringMatching(text) });
  });

  test('that has expired is refused, and one for another address too', () => {
    const found = server();
    expect(() => certificateFinding(found, new Date(Date.now() + 900 * DAY))).toThrow('expired on');
    const { settings } = found;
    const moved = {
      ...found,
      settings: { ...settings, answers: { ...settings.answers, address: 'https://10.0.0.9' } },
    };
    expect(certificateFinding(moved)).toMatchObject({
      verdict: 'bad',
      text: expect.stringContaining('not for 10.0.0.9'),
    });
  });

  test('of a proxy is the proxy’s', () => {
    expect(certificateFinding(server({ tls: 'behind-proxy', port: 8080 })).verdict).toBe('ok');
  });
});

test.each([
  ['https://127.0.0.1:8443', 'ok'],
  ['https://billing.elm.invalid', 'bad'],
  ['https://192.0.2.7', 'warn'],
  ['https://[::1]:8443', 'ok'],
])('the name of %s: %s', async (address, verdict) => {
  expect((await nameFinding(server({ address }))).verdict).toBe(verdict);
});

describe('backups', () => {
  const made = (name: string, ...files: string[]): void => {
    mkdirSync(join(home, 'backups', name), { recursive: true });
    for (const file of files) writeFileSync(join(home, 'backups', name, file), '');
  };
  const now = new Date('2026-03-02T08:00:00Z');
  const verdicts = (found: Server) => backupFindings(found, now).map(({ verdict }) => verdict);

  test('of last night, with the settings', () => {
    made('20260302T070000Z', MANIFEST, SEALED_SETTINGS);
    expect(verdicts(server())).toEqual(['ok', 'ok']);
  });
  test('that are old, or carry no settings', () => {
    made('20260228T070000Z', MANIFEST);
    expect(verdicts(server())).toEqual(['bad', 'warn']);
  });
  test('that never came to their end do not count', () => {
    made('20260302T070000Z');
    expect(verdicts(server())).toEqual(['warn']);
  });
});

test('a backup folder whose disk is not mounted is named', async () => {
  expect(await writableFindings(server())).toEqual([
    { verdict: 'bad', text: expect.stringMatching(/backups does not exist\. Mount its disk/) },
  ]);
});

test('settings that serve would refuse are the one line', async () => {
  server();
  chmodSync(join(home, 'settings.json'), 0o644);
  const found = await examineServer(home);
  expect(found).toEqual([
    { verdict: 'bad', text: expect.stringMatching(/^Settings: .*mode 644.*chmod 600/) },
  ]);
  expect(() => serverOf(join(home, 'nowhere'))).toThrow('Run npm run setup first');
});
