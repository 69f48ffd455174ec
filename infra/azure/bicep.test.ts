/** The template, as far as it can be checked without a compiler: names, references, settings, secrets, limits, headers. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../local/environment.ts';
import { HSTS, securityHeaders } from '../local/web/headers.ts';
import { registeredFunctions } from '../tools/functions-table.ts';
import { type BicepFile, readBicep } from './bicep-file.ts';

const FOLDER = join(ROOT, 'infra/azure');
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const files = globSync('{*,modules/*}.bicep', { cwd: FOLDER }).map((file) => file.replaceAll('\\', '/'));
const read = new Map(files.map((file): [string, BicepFile] => [file, readBicep(text(file))]));
const beside = (file: string, other: string): string => join(file, '..', other).replaceAll('\\', '/');

describe.each(files)('%s', (file) => {
  const own = read.get(file) as BicepFile;

  test('closes what it opens', () => {
    expect(own.problems).toEqual([]);
  });

  test('uses only names that it declares', () => {
    const unknown = own.references.filter(({ root }) => !own.declared.has(root)).map(({ root }) => root);
    expect(unknown).toEqual([]);
  });

  test('uses every parameter', () => {
    const used = new Set(own.references.map(({ root }) => root));
    expect(own.parameters.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  test('gives each module what it asks for, and nothing else, and uses only outputs that it has', () => {
    for (const { name, file: other, given } of own.modules) {
      const module = read.get(beside(file, other));
      expect(module, other).toBeDefined();
      const required = module?.parameters.filter(({ hasDefault }) => !hasDefault).map((each) => each.name);
      expect(given, other).toEqual(expect.arrayContaining(required ?? []));
      expect(module?.parameters.map((each) => each.name)).toEqual(expect.arrayContaining(given));
      const outputs = own.references
        .filter(({ root, path: [first] }) => root === name && first === 'outputs')
        .map(({ path }) => path[1]);
      expect(module?.outputs, other).toEqual(expect.arrayContaining(outputs));
    }
  });

  test('keeps what is secret in parameters that are secure, and puts none into an output', () => {
    const secret = /password|^secrets?$|connectionString|key$/i;
    const open = own.parameters.filter(({ name, secure }) => secret.test(name) && !secure);
    expect(open).toEqual([]);
    const secure = new Set(own.parameters.filter((each) => each.secure).map(({ name }) => name));
    for (const line of text(file)
      .split('\n')
      .filter((each) => each.startsWith('output ')))
      expect([...secure].filter((name) => new RegExp(`\\b${name}\\b`).test(line))).toEqual([]);
  });
});

test('every module is used', () => {
  const used = [...read].flatMap(([file, { modules }]) => modules.map((each) => beside(file, each.file)));
  expect(files.filter((file) => file !== 'main.bicep' && !used.includes(file))).toEqual([]);
});

test.each([
  [
    'a name that is not declared',
    'output a string = nowhere.id\n',
    (own: BicepFile) => own.references[0]?.root,
  ],
  [
    'a name within a text',
    ['output a string = ', "'$", "{nowhere}'"].join(''),
    (own: BicepFile) => own.references[0]?.root,
  ],
])('the reader finds %s', (_, source, found) => {
  expect(found(readBicep(source))).toBe('nowhere');
});

test('the reader finds a bracket that does not close', () => {
  expect(readBicep('var a = { b: [1, 2 }\n').problems).not.toEqual([]);
});

test('the parameter file gives every required parameter, and secrets only from the environment', () => {
  const file = text('main.bicepparam');
  const { parameters = [] } = read.get('main.bicep') ?? {};
  for (const { name, hasDefault } of parameters) if (!hasDefault) expect(file).toContain(`param ${name} =`);
  const known = new Set(parameters.map(({ name }) => name));
  expect(
    [...file.matchAll(/^param (\w+)/gm)].map(([, name = '']) => name).filter((name) => !known.has(name)),
  ).toEqual([]);
  const secrets = /param secrets = \{([\s\S]*?)\}/.exec(file)?.[1] ?? '';
  for (const line of secrets.trim().split('\n'))
    expect(line).toMatch(/: readEnvironmentVariable\('\w+'(, '')?\)$/);
  for (const { name, secure } of parameters)
    if (secure && name !== 'secrets')
      expect(file).toMatch(new RegExp(`^param ${name} = readEnvironmentVariable\\('\\w+'\\)$`, 'm'));
});

const settingsOf = (source: string): string[] =>
  [...source.matchAll(/^ +([A-Za-z]+(?:_+[A-Za-z]+)*): /gm)].map(([, name = '']) => name);
const { Values: example } = JSON.parse(readFileSync(join(ROOT, 'local.settings.example.json'), 'utf8')) as {
  Values: Record<string, string>;
};
const given = new Set([
  ...settingsOf(text('main.bicepparam')),
  ...settingsOf(text('modules/api.bicep')),
  ...['DATABASE_URL', 'WEB_URL'],
]);

test('every setting of the app is given, or has a default that fits production', () => {
  const unneeded = new Set([
    // The package is Node's; storage is entered by identity.
    ...['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage', 'BACKUP_STORAGE'],
    ...['JWT_SECRET_PREVIOUS', 'LINK_SECRET_PREVIOUS', 'STRIPE_API_BASE', 'TWILIO_API_BASE'],
    // Without it a backup is loaded into temporary tables beside the database.
    'BACKUP_SCRATCH_URL',
    // Files are kept by Application Insights, disks by Azure; the certificate of WEB_URL is watched without a setting.
    ...['LOG_MEGABYTES', 'LOG_DAYS', 'WATCHED_FOLDERS', 'WATCHED_CERTIFICATE'],
  ]);
  const missing = Object.keys(example).filter((name) => !unneeded.has(name) && !given.has(name));
  expect(missing, 'add these to main.bicepparam, or say above why production needs none').toEqual([]);
});

test('no setting is given that the app does not know', () => {
  const file = text('main.bicepparam');
  const named = settingsOf(file.slice(file.indexOf('param secrets')));
  expect(named.filter((name) => !(name in example))).toEqual([]);
  for (const name of ['DATABASE_POOL_MAX', 'LOG_FILE', 'TRUSTED_PROXIES']) expect(given.has(name)).toBe(true);
});

test('what is secret is a reference into the vault, never a plain setting', () => {
  const file = text('main.bicepparam');
  const plain = settingsOf(file.slice(file.indexOf('param settings')));
  // Public keys, and an address without a secret.
  const open = new Set(['AUDIT_SEAL_PUBLIC_KEYS', 'SENDGRID_WEBHOOK_KEY', 'ALERT_WEBHOOK_URL']);
  const secret = /SECRET|TOKEN|PASSWORD|_KEYS?$|_URL$/;
  expect(plain.filter((name) => secret.test(name) && !open.has(name))).toEqual([]);
  expect(text('modules/api.bicep')).toContain('@Microsoft.KeyVault(SecretUri=');
});

test('the app’s log is standard output, in a category that host.json keeps, and no line is sampled away', () => {
  expect(text('modules/api.bicep')).toMatch(/^ +LOG_FILE: ''$/m);
  const { logging, extensionBundle } = JSON.parse(readFileSync(join(ROOT, 'host.json'), 'utf8')) as {
    logging: {
      logLevel: Record<string, string>;
      applicationInsights: { samplingSettings: { excludedTypes: string } };
    };
    extensionBundle: { id: string };
  };
  expect(logging.logLevel['Host.Function.Console']).toBe('Information');
  expect(logging.applicationInsights.samplingSettings.excludedTypes.split(';')).toContain('Trace');
  // It brings the extensions of queues and timers to the official host.
  expect(extensionBundle.id).toBe('Microsoft.Azure.Functions.ExtensionBundle');
});

test('alerts and the workbook name events that the app logs', () => {
  const sources = globSync('functions/**/*.ts', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const logged = new Set(
    sources.flatMap((source) => [...source.matchAll(/log\.\w+\(\s*'(\w+)'/g)].map(([, event = '']) => event)),
  );
  const queries = `${text('modules/alerts.bicep')}${text('workbook.json').replaceAll('\\"', '"')}`;
  const named = [...queries.matchAll(/event (?:==|in) (\("[^)]*"\)|"\w+")/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((event) => !logged.has(event))).toEqual([]);
  expect(JSON.parse(text('workbook.json'))).toMatchObject({ version: 'Notebook/1.0' });
});

test('the database allows exactly the extensions that the migrations create', () => {
  const folder = join(ROOT, 'migrations');
  const steps = globSync('*.{sql,ts}', { cwd: folder }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  const created = steps.flatMap((step) => [...step.matchAll(/create extension if not exists (\w+)/g)]);
  const names = new Set(created.map(([, name = '']) => name.toUpperCase()));
  const [, allowed = ''] =
    /name: 'azure\.extensions'\s+properties: \{ value: '([^']+)'/.exec(text('modules/database.bicep')) ?? [];
  expect(allowed.split(',').toSorted()).toEqual([...names].toSorted());
});

test('the app at its largest fits the connections of the database', () => {
  const number = (file: string, pattern: RegExp): number => Number(pattern.exec(text(file))?.[1]);
  const connections = number('modules/database.bicep', /^var connections = (\d+)$/m);
  const pool = number('modules/database.bicep', /^var connectionsOfOneProcess = (\d+)$/m);
  const instances = number('main.bicep', /^@maxValue\((\d+)\)\n.*\n?param maximumInstances/m);
  const functions = registeredFunctions(ROOT);
  const queues = functions.filter(({ setOffBy }) => setOffBy.startsWith('queue')).length;
  const timers = functions.filter(({ setOffBy }) => setOffBy.startsWith('timer')).length;
  // HTTP functions scale as one group and each queue by itself; a timer runs in one instance. A backup copies with two
  // connections more, PostgreSQL keeps 15 for itself, and the deployment and an operator need a few.
  const most = (1 + queues) * instances * pool + timers * pool + 2 + 15 + 10;
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(connections);
});

test('the app connects to the database over TLS that it verifies, as its own role', () => {
  const clinic = text('clinic.bicep');
  expect(clinic).toMatch(/^var databaseUrl = 'postgresql:\/\/clinic_app:\S+\?sslmode=verify-full'$/m);
  expect(clinic).toMatch(/^var adminUrl = 'postgresql:\/\/\S+\?sslmode=verify-full'$/m);
  // The app's identity reads the app's vault alone.
  expect(text('modules/api.bicep')).not.toContain('CLINIC_OWNER_PASSWORD');
  expect(/module vault[\s\S]*?\n\}/.exec(clinic)?.[0]).not.toMatch(/adminUrl|databaseOwnerPassword/);
});

test('storage takes no keys: the app enters its own and the backups’ account by identity', () => {
  const api = text('modules/api.bicep');
  for (const name of ['AzureWebJobsStorage', 'BACKUP_STORAGE']) {
    for (const part of ['accountName', 'credential', 'clientId'])
      expect(api).toMatch(new RegExp(`^ +${name}__${part}: `, 'm'));
    expect(api).not.toMatch(new RegExp(`^ +${name}: `, 'm'));
  }
  const storage = text('modules/storage.bicep');
  expect(storage.match(/^ {2}properties: closed$/gm)).toHaveLength(3);
  expect(storage).toContain('allowSharedKeyAccess: false');
});

describe('one origin', () => {
  const routes = text('modules/routes.bicep');

  test('serves the portal with the headers of the other installations', () => {
    const list = /^var headers = \[([\s\S]*?)^\]$/m.exec(routes)?.[1] ?? '';
    const sent = [...list.matchAll(/name: '([^']+)',?\s+value: '((?:[^'\\]|\\.)*)'/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value.replaceAll("\\'", "'")],
    );
    expect(Object.fromEntries(sent)).toEqual({
      ...securityHeaders('https://checkout.stripe.com'),
      'Strict-Transport-Security': HSTS,
    });
    // What one action of Front Door takes.
    expect(sent.filter(([, value]) => value.length > 640)).toEqual([]);
  });

  test('passes /api to the app, uncached and with all that was sent, and only Front Door reaches it', () => {
    const api = /resource apiRoute[\s\S]*?\n\}/.exec(routes)?.[0] ?? '';
    expect(api).toContain("patternsToMatch: ['/api/*']");
    expect(api).not.toMatch(/cacheConfiguration|ruleSets/);
    const app = text('modules/api.bicep');
    expect(app).toContain("ipSecurityRestrictionsDefaultAction: 'Deny'");
    expect(app).toContain("headers: { 'x-azure-fdid': [frontDoorId] }");
  });

  test('believes as many proxies as there are: Front Door, and the front end of App Service', () => {
    expect(text('main.bicep')).toMatch(/^param trustedProxies int = 2$/m);
  });
});
