import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANIFEST } from '../../functions/edges/postgres/dump.ts';
import { claimsOf, requireOwnFolder } from './ownership.ts';
import { newestBackup, openSettings, SEALED_SETTINGS, sealSettings } from './recovery.ts';
import { keptSecrets, newSecrets } from './secrets.ts';
import type { ServerSettings } from './settings-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secrets = newSecrets();
const settings = {
  version: 1,
  secrets,
  ownerUrl: 'postgres://owner',
  Values: {},
} as unknown as ServerSettings;
const code = secrets.recovery ?? '';

describe('the settings inside a backup', () => {
  test('are opened by the code, however it is typed, and by no other', () => {
    sealSettings(folder, settings, code);
    expect(openSettings(folder, code)).toEqual(settings);
    expect(openSettings(folder, ` ${code.toUpperCase().replaceAll('-', ' ')} `)).toEqual(settings);
    expect(() => openSettings(folder, newSecrets().recovery ?? '')).toThrow('recovery code does not open');
  });

  test('show nothing without it, and to no one but their owner', () => {
    sealSettings(folder, settings, code);
    const text = readFileSync(join(folder, SEALED_SETTINGS), 'utf8');
    expect(text).not.toContain(secrets.storageKey);
    expect(text).not.toContain(code);
    expect(statSync(join(folder, SEALED_SETTINGS)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['that is cut short', '{"version":1,"salt":"'],
    ['of something else', '{}'],
  ])('in a file %s are not opened', (_, text) => {
    writeFileSync(join(folder, SEALED_SETTINGS), text);
    expect(() => openSettings(folder, code)).toThrow('the file is damaged');
  });

  test('that are missing say what else can be done', () => {
    expect(() => openSettings(folder, code)).toThrow('the settings.json that was kept');
  });
});

test('the recovery code of the first setup stays, and a server without one gets it', () => {
  expect(keptSecrets(secrets, {}).recovery).toBe(code);
  const { recovery: _, ...earlier } = secrets;
  expect(keptSecrets(earlier, {}).recovery).toMatch(/^([a-z2-9]{4}-){6}[a-z2-9]{4}$/);
});

test('the newest whole backup of a folder is taken, or the one that is named', () => {
  for (const name of ['20260101T080000Z', '20260102T080000Z', '20260103T080000Z'])
    mkdirSync(join(folder, name));
  expect(() => newestBackup(folder)).toThrow('There is no whole backup');
  for (const name of ['20260101T080000Z', '20260102T080000Z'])
    writeFileSync(join(folder, name, MANIFEST), '');
  expect(newestBackup(folder)).toBe(join(folder, '20260102T080000Z'));
  const named = join(folder, '20260101T080000Z');
  expect(newestBackup(named)).toBe(named);
  expect(() => newestBackup(join(folder, 'none'))).toThrow('does not exist');
});

describe('the user of the service is given', () => {
  const own = { home: '/etc/clinic-billing', data: '/var/lib/clinic-billing' };
  const whole = Object.values(own).map((path) => ({ folder: path, whole: true }));

  test('its own folders whole, and a new backup folder', () => {
    const backup = join(folder, 'new');
    expect(claimsOf({ ...own, backup: undefined }, 'clinic', () => true)).toEqual(whole);
    expect(claimsOf({ ...own, backup }, 'clinic', () => false)).toEqual([
      ...whole,
      { folder: backup, whole: false },
    ]);
  });

  test('of a backup folder that others use the clinic’s backups alone', () => {
    for (const name of ['20260101T080000Z', 'photos']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'notes.txt'), 'x');
    expect(claimsOf({ ...own, backup: folder }, 'clinic', () => true)).toEqual([
      ...whole,
      { folder: join(folder, '20260101T080000Z'), whole: true },
    ]);
  });

  test('nothing when it could not write its backups', () => {
    expect(() => claimsOf({ ...own, backup: folder }, 'clinic', () => false)).toThrow(
      /belongs to others.*install -d -m 700 -o clinic/,
    );
  });
});

test('a folder that others use is no folder for the settings or the data', () => {
  requireOwnFolder(join(folder, 'new'));
  for (const name of ['postgres', 'storage', 'logs', 'lost+found']) mkdirSync(join(folder, name));
  requireOwnFolder(folder);
  writeFileSync(join(folder, 'notes.txt'), 'x');
  expect(() => requireOwnFolder(folder)).toThrow('holds other things (notes.txt)');
});
