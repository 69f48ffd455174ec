/** Which settings count as chosen, and what `npm start` makes of them. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Addresses, chosenSettings, exampleSettings, hostEnvironment, ROOT } from './environment.ts';
import { newSettings } from './settings.ts';

const ADDRESSES: Addresses = {
  web: 'http://127.0.0.1:1',
  api: 'http://127.0.0.1:2',
  stripe: 'http://127.0.0.1:3',
  inbox: 'http://127.0.0.1:4',
  smtp: 'smtp://127.0.0.1:5',
  database: 'postgres://clinic_app@127.0.0.1:6/clinic',
  storage: 'the storage that was started',
  eventsKey: '',
  logs: '/logs',
};

function settingsFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'local.settings.json');
}

test('a fresh copy of the example changes nothing: the parts that were started are used', () => {
  const file = settingsFile();
  copyFileSync(join(ROOT, 'local.settings.example.json'), file);
  const settings = newSettings();
  const copied = hostEnvironment(settings, ADDRESSES, chosenSettings({}, file));
  expect(copied).toEqual(hostEnvironment(settings, ADDRESSES, {}));
  expect(copied).toMatchObject({ DATABASE_URL: ADDRESSES.database, AzureWebJobsStorage: ADDRESSES.storage });
});

test('a value that was changed in the copy counts, also an empty one', () => {
  const file = settingsFile();
  const Values = { ...exampleSettings(), CLINIC_NAME: 'Elm Street Practice', CLINIC_COUNTRY: '' };
  writeFileSync(file, JSON.stringify({ IsEncrypted: false, Values }));
  expect(chosenSettings({}, file)).toEqual({ CLINIC_NAME: 'Elm Street Practice', CLINIC_COUNTRY: '' });
});

test('the environment counts even where it says what the example says', () => {
  expect(chosenSettings({ TRUSTED_PROXIES: '1' }, settingsFile())).toEqual({ TRUSTED_PROXIES: '1' });
});
