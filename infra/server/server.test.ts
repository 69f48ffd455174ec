import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../functions/config.ts';
import { MANIFEST } from '../../functions/edges/postgres/dump.ts';
import { MOST_FILES, rotatingFile } from '../../functions/edges/rotating-file.ts';
import { productionProblems } from '../../functions/production-settings.ts';
import { LIVE_ANSWERS } from '../../tests/support/server-answers.ts';
import { shapeOf } from '../local/web/access-log.ts';
import { readCertificate } from '../local/web/certificate.ts';
import { type Answers, readAnswers } from './answers.ts';
import { makeCertificate } from './certificates.ts';
import { defaultHome, listening } from './layout.ts';
import { isDue, removeOld, runBackup } from './nightly.ts';
import { keptSecrets, newSecrets } from './secrets.ts';
import { selfSigned, VALID_DAYS } from './self-signed.ts';
import { loadServerSettings, requireServerSettings, saveServerSettings } from './settings-file.ts';
import { localDatabaseUrl, requireSameMajor, tunedFor } from './stores.ts';
import { appValues } from './values.ts';

const DAY = 86_400_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const given = (change: object = {}): Answers => {
  const { answers, problems } = readAnswers({ ...LIVE_ANSWERS, ...change });
  if (answers === undefined) throw new Error(JSON.stringify(problems));
  return answers;
};
const database = localDatabaseUrl('clinic_app', 'a-long-random-password', 54_320);

describe('the settings of the app', () => {
  test('pass every check of production, storage on this machine included', () => {
    const values = appValues(given(), newSecrets(), database);
    expect(productionProblems(values)).toEqual([]);
    expect(readConfig(values)).toMatchObject({
      CLINIC_MODE: 'production',
      TRUSTED_PROXIES: 1,
      LOG_FILE: undefined,
    });
  });

  test('send alerts where the operators said, signed with a secret that a later setup keeps', () => {
    const secrets = newSecrets();
    const said = { alert_emails: 'ops@elm.example', alert_webhook_url: 'https://ops.elm.example/alerts' };
    const first = appValues(given(said), secrets, database);
    expect(readConfig(first)).toMatchObject({
      ALERT_EMAILS: ['ops@elm.example'],
      ALERT_WEBHOOK_URL: said.alert_webhook_url,
      ALERT_WEBHOOK_SECRET: expect.stringMatching(/^.{43}$/),
    });
    const later = appValues(given(), secrets, database, first);
    expect(later).toMatchObject({
      ALERT_EMAILS: first.ALERT_EMAILS,
      ALERT_WEBHOOK_SECRET: first.ALERT_WEBHOOK_SECRET,
    });
    expect(appValues(given(), secrets, database)).toMatchObject({
      ALERT_EMAILS: '',
      ALERT_WEBHOOK_SECRET: '',
    });
  });

  test('count the proxy when there is one', () => {
    const values = appValues(given({ tls: 'behind-proxy', port: 8080 }), newSecrets(), database);
    expect(readConfig(values).TRUSTED_PROXIES).toBe(2);
  });

  test('keep what an operator set, and the keys that were rotated, at a later setup', () => {
    const secrets = newSecrets();
    const first = appValues(given(), secrets, database);
    const before = {
      ...first,
      JWT_SECRET: newSecrets().values.JWT_SECRET ?? '',
      JWT_SECRET_PREVIOUS: first.JWT_SECRET ?? '',
    };
    const later = appValues(
      given({ clinic_phone: '+1 555 0135' }),
      keptSecrets(secrets, before),
      database,
      before,
    );
    expect(later).toEqual({ ...before, CLINIC_PHONE: '+1 555 0135' });
  });

  test.each(['storageKey', 'superuser', 'owner', 'app'] as const)(
    '%s is made anew for each server',
    (name) => {
      expect(newSecrets()[name]).not.toBe(newSecrets()[name]);
    },
  );
});

describe('the settings file', () => {
  const save = (change: object = {}): void => {
    const secrets = newSecrets();
    const Values = { ...appValues(given(), secrets, database), ...change };
    saveServerSettings(folder, { version: 1, answers: given(), secrets, ownerUrl: database, Values });
  };

  test('is its owner’s alone, and read back as it was written', () => {
    save();
    expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
    expect(requireServerSettings(folder).answers).toEqual(given());
  });

  test('that others can read is refused', () => {
    save();
    chmodSync(join(folder, 'settings.json'), 0o644);
    expect(() => loadServerSettings(folder)).toThrow(/mode 644.*chmod 600/);
  });

  test('with an unknown setting is refused with the one that was meant', () => {
    save({ SMTP_URI: 'smtp://x' });
    expect(() => requireServerSettings(folder)).toThrow('SMTP_URI is not a setting; did you mean SMTP_URL?');
  });

  test('with a value that the app refuses is refused', () => {
    save({ JWT_SECRET: 'short' });
    expect(() => requireServerSettings(folder)).toThrow('JWT_SECRET');
  });

  test('that does not exist says what to do', () => {
    expect(() => requireServerSettings(folder)).toThrow('Run npm run setup first');
  });
});

describe('where things are', () => {
  test.each([
    ['linux', '/etc/clinic-billing'],
    ['darwin', '/Library/Application Support/clinic-billing'],
  ] as const)('settings on %s', (platform, home) => {
    expect(defaultHome(platform, {})).toBe(home);
  });

  test.each([
    [{}, { address: '0.0.0.0', port: 443, redirectPort: 80 }],
    [{ address: 'https://elm.lan:8443' }, { address: '0.0.0.0', port: 8443, redirectPort: undefined }],
    [
      { bind: '192.168.1.5', http_port: 8080 },
      { address: '192.168.1.5', port: 443, redirectPort: 8080 },
    ],
    [
      { tls: 'behind-proxy', port: 8080 },
      { address: '127.0.0.1', port: 8080, redirectPort: undefined },
    ],
  ])('%j listens at %j', (change, expected) => {
    expect(listening(given(change))).toEqual(expected);
  });
});

describe('the self-signed certificate', () => {
  test('is for its hosts, is vouched for by the authority, and ends in time', () => {
    const { cert, authority } = selfSigned(['billing.elm.lan', '192.168.1.5', 'fd00::1:2', '::1']);
    const leaf = new X509Certificate(cert);
    const root = new X509Certificate(authority);
    expect(leaf.checkHost('billing.elm.lan')).toBeDefined();
    for (const address of ['192.168.1.5', 'fd00::1:2', '::1']) expect(leaf.checkIP(address)).toBeDefined();
    expect(leaf.checkIP('fd00::1:3')).toBeUndefined();
    expect(leaf.checkHost('other.lan')).toBeUndefined();
    expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
    expect([leaf.ca, root.ca]).toEqual([false, true]);
    expect(leaf.validToDate.getTime() - Date.now()).toBeLessThan((VALID_DAYS + 1) * DAY);
  });

  test('is kept while it fits, and made anew for another address or before it ends', () => {
    const make = (change: object, now = new Date()): string => {
      makeCertificate(folder, given(change), () => undefined, now);
      return readFileSync(join(folder, 'tls/server.pem'), 'utf8');
    };
    const first = make({});
    expect(make({})).toBe(first);
    const second = make({ address: 'https://bills.elm.example' });
    expect(second).not.toBe(first);
    expect(make({ address: 'https://[fd00::5]:8443', bind: '::' })).not.toBe(second);
    make({ address: 'https://bills.elm.example' });
    expect(make({ address: 'https://bills.elm.example' }, new Date(Date.now() + 800 * DAY))).not.toBe(second);
    expect(statSync(join(folder, 'tls/server.key')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['has expired', 900, /expired on/],
    ['is not valid yet', -30, /is not valid before/],
  ])('that %s is refused', (_, days, reason) => {
    makeCertificate(folder, given(), () => undefined);
    const files = { certificate: join(folder, 'tls/server.pem'), key: join(folder, 'tls/server.key') };
    expect(() => readCertificate(files, new Date(Date.now() + days * DAY))).toThrow(reason);
  });

  test.each([
    ['a missing file', (file: string) => rmSync(file), /cannot be read \(ENOENT\)/],
    ['no certificate', (file: string) => writeFileSync(file, 'x'), /holds no PEM certificate/],
    [
      'the certificate of another key',
      (file: string) => writeFileSync(file, selfSigned(['x.lan']).cert),
      /is not the key of/,
    ],
  ])('%s is refused', (_, spoil, reason) => {
    makeCertificate(folder, given(), () => undefined);
    const files = { certificate: join(folder, 'tls/server.pem'), key: join(folder, 'tls/server.key') };
    spoil(files.certificate);
    expect(() => readCertificate(files)).toThrow(reason);
  });
});

describe('log files', () => {
  const file = (): string => join(folder, 'clinic.jsonl');
  const rotated = (): string[] => readdirSync(folder).filter((name) => name !== 'clinic.jsonl');

  test('are renamed at their size and bounded in number', () => {
    let time = Date.UTC(2026, 0, 1);
    const log = rotatingFile(file(), { megabytes: 1, days: 30 }, () => {
      time += 1;
      return new Date(time);
    });
    const line = 'x'.repeat(400_000);
    for (let count = 0; count < 60; count++) log.write(line);
    expect(statSync(file()).size).toBeLessThanOrEqual(1024 ** 2);
    expect(rotated()).toHaveLength(MOST_FILES - 1);
  });

  test('are begun anew each day, and removed when they are too old', () => {
    let now = new Date();
    const log = rotatingFile(file(), { megabytes: 1, days: 2 }, () => now);
    log.write('first day');
    now = new Date(now.getTime() + DAY);
    log.write('second day');
    expect(rotated()).toHaveLength(1);
    expect(readFileSync(file(), 'utf8')).toBe('second day\n');
    const [old = ''] = rotated();
    utimesSync(join(folder, old), new Date(0), new Date(0));
    now = new Date(now.getTime() + DAY);
    log.write('third day');
    expect(rotated()).not.toContain(old);
  });

  test('go on where an earlier start ended', () => {
    rotatingFile(file(), { megabytes: 1, days: 2 }).write('one');
    rotatingFile(file(), { megabytes: 1, days: 2 }).write('two');
    expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\n');
  });
});

describe('the access log', () => {
  test.each([
    ['/api/v1/invoices/4be0643f-1d98-573b-97cd-ca98a65347dd?q=Li', '/api/v1/invoices/*'],
    ['/patient/invoice/eyJhbGciOi.x_Y-z', '/patient/invoice/*'],
    ['/api/v1/public/invoices/AbC/pdf', '/api/v1/public/invoices/*/pdf'],
    ['/staff/register#code=x', '/staff/register'],
    ['/assets/index-1a2b.js', '/assets/*'],
    ['/', '/'],
  ])('%s is written as %s', (url, path) => {
    expect(shapeOf(url)).toBe(path);
  });
});

describe('the nightly backup', () => {
  const zone = 'America/Chicago';
  test.each([
    ['before the hour, with last night’s', '2026-03-02T07:30:00Z', '20260301T080100Z', false],
    ['after the hour', '2026-03-02T08:00:30Z', '20260301T080100Z', true],
    ['after it was made', '2026-03-02T09:00:00Z', '20260302T080100Z', false],
    ['before the hour, when last night’s is missing', '2026-03-02T07:30:00Z', '20260228T080100Z', true],
    ['the first time, after the hour', '2026-03-02T20:00:00Z', undefined, true],
    ['the first time, before the hour', '2026-03-02T07:30:00Z', undefined, false],
    [
      'a backup by hand before the hour does not replace it',
      '2026-03-02T08:01:00Z',
      '20260302T070000Z',
      true,
    ],
  ])('%s', (_, now, newest, due) => {
    expect(isDue(new Date(now), newest, { zone, hour: 2 })).toBe(due);
  });

  test('is not made where the folder is gone, so that no other disk fills up', async () => {
    const settings = {
      answers: given(),
      secrets: newSecrets(),
      version: 1 as const,
      ownerUrl: '',
      Values: {},
    };
    const gone = join(folder, 'unmounted');
    const place = { home: folder, settings, data: folder };
    expect(await runBackup(place, join(gone, '20260101T080000Z'))).toBe(1);
    expect(existsSync(gone)).toBe(false);
    expect(readFileSync(join(folder, 'logs/backup.log'), 'utf8')).toContain(
      'unmounted does not exist. Mount its disk',
    );
  });

  test('removes old ones, never the newest three, and nothing that is no whole backup', () => {
    const names = ['20260101T080000Z', '20260102T080000Z', '20260103T080000Z', '20260104T080000Z'];
    for (const name of [...names, 'photos']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, name === 'photos' ? 'x' : MANIFEST), '');
    }
    expect(removeOld(folder, 35, new Date('2026-06-01'))).toEqual([names[0]]);
    expect(readdirSync(folder)).toEqual([...names.slice(1), 'photos']);
  });
});

describe('the embedded PostgreSQL', () => {
  test.each([
    [1, '102MB'],
    [16, '1638MB'],
    [64, '2048MB'],
  ])('gets a share of %i GB', (gigabytes, shared) => {
    expect(tunedFor(gigabytes * 1024 ** 3, 40)).toMatchObject({
      shared_buffers: shared,
      max_connections: '40',
    });
  });

  test('does not open the data of another major version', () => {
    writeFileSync(join(folder, 'PG_VERSION'), '16\n');
    expect(() => requireSameMajor(folder, '18')).toThrow('was made by PostgreSQL 16');
    expect(() => requireSameMajor(folder, '16')).not.toThrow();
  });
});
