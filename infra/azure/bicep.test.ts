import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const text = (file: string): string => readFileSync(`${FOLDER}${file}`, 'utf8');
const main = text('main.bicep');
const declared = (source: string): string[] =>
  [...source.matchAll(/^param (\w+) \w+( = .*)?$/gm)].map(([, name = '']) => name);
const required = (source: string): string[] =>
  [...source.matchAll(/^param (\w+) \w+$/gm)].map(([, name = '']) => name);

/** Each module call: the file, and the names of the parameters it is given. */
const calls = [...main.matchAll(/^module \w+ '([^']+)' = \{[\s\S]*?\n\}/gm)].map(([call, file = '']) => {
  const params = /params: \{([\s\S]*)\}\s*\n\}/.exec(call)?.[1] ?? '';
  return { file, given: [...params.matchAll(/(?:^|[\s,{])(\w+): /g)].map(([, name = '']) => name) };
});

describe('each module', () => {
  test.each(calls)('$file is given what it asks for, and nothing else', ({ file, given }) => {
    const own = given.filter((name) => name !== 'WEB_URL');
    expect(own.toSorted()).toEqual(expect.arrayContaining(required(text(file)).toSorted()));
    expect(declared(text(file))).toEqual(expect.arrayContaining(own));
  });

  test('that exists is used', () => {
    const files = globSync('modules/*.bicep', { cwd: FOLDER });
    expect(calls.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
  });
});

test('the parameter file gives every required parameter, and secrets only from the environment', () => {
  const file = text('main.bicepparam');
  for (const name of required(main)) expect(file).toContain(`param ${name} =`);
  const secrets = /param secrets = \{([\s\S]*?)\}/.exec(file)?.[1] ?? '';
  for (const line of secrets.trim().split('\n')) expect(line).toMatch(/: readEnvironmentVariable\('\w+'\)$/);
});

test('every setting of the app is given, or has a default that fits production', () => {
  const { Values } = JSON.parse(readFileSync(`${FOLDER}../../local.settings.example.json`, 'utf8')) as {
    Values: Record<string, string>;
  };
  const given = `${text('main.bicepparam')}${text('modules/api.bicep')}${main}`;
  const unneeded = new Set([
    ...['FUNCTIONS_WORKER_RUNTIME', 'DATABASE_POOL_MAX', 'JWT_SECRET_PREVIOUS', 'LINK_SECRET_PREVIOUS'],
    // Without it a backup is loaded into temporary tables beside the database.
    'BACKUP_SCRATCH_URL',
    ...['BACKUP_STORAGE__accountName', 'BACKUP_STORAGE__credential', 'BACKUP_STORAGE__clientId'],
    // Files are kept by Application Insights, disks by Azure; the certificate of WEB_URL is watched without a setting.
    ...['LOG_MEGABYTES', 'LOG_DAYS', 'WATCHED_FOLDERS', 'WATCHED_CERTIFICATE'],
    ...['STRIPE_API_BASE', 'TWILIO_API_BASE', 'LOG_FILE'],
  ]);
  const missing = Object.keys(Values).filter((name) => !unneeded.has(name) && !given.includes(name));
  expect(missing, 'add these to main.bicepparam, or say above why production needs none').toEqual([]);
});

test('the database allows exactly the extensions that the migrations create', () => {
  const folder = `${FOLDER}../../migrations/`;
  const steps = globSync('*.{sql,ts}', { cwd: folder }).map((file) =>
    readFileSync(`${folder}${file}`, 'utf8'),
  );
  const created = steps.flatMap((step) => [...step.matchAll(/create extension if not exists (\w+)/g)]);
  const names = new Set(created.map(([, name = '']) => name.toUpperCase()));
  const [, allowed = ''] =
    /name: 'azure\.extensions'\s+properties: \{ value: '([^']+)'/.exec(text('modules/database.bicep')) ?? [];
  expect(allowed.split(',').toSorted()).toEqual([...names].toSorted());
});

test('the app reaches its storage by identity, with the names that the app and the official host read', () => {
  const api = text('modules/api.bicep');
  for (const name of ['accountName', 'credential', 'clientId'])
    expect(api).toMatch(new RegExp(`^ +AzureWebJobsStorage__${name}: `, 'm'));
  expect(api).not.toMatch(/^ +AzureWebJobsStorage: /m);
});

test('the official host brings the extensions of queues and timers', () => {
  const host = JSON.parse(readFileSync(`${FOLDER}../../host.json`, 'utf8')) as {
    extensionBundle?: { id: string };
  };
  expect(host.extensionBundle?.id).toBe('Microsoft.Azure.Functions.ExtensionBundle');
});
