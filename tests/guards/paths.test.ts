/** One path for each feature: the noun and the verb of a function are the same in every layer. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import { registeredFunctions } from '../../infra/tools/functions-table.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const files = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: (path) => path.includes('node_modules') }).sort();
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const functions = registeredFunctions(ROOT);
const areaOf = (path: string) => path.split('/')[0] ?? '';
const AREAS = new Set(functions.map(({ path }) => areaOf(path)));

/** What has no function under its noun, and why. */
const INTERNAL: Record<string, string> = {
  checkouts: 'Payment pages at Stripe are opened and closed by what invoices do.',
  retention: 'Purging is an operator command.',
  'stripe-balance': 'Stripe’s balance transactions are read while events are applied and books reconciled.',
};

const SHARED = {
  contracts: {
    'as-of': 'The instant that a question about the ledger means.',
    contracts: 'All areas together.',
    fields: 'Fields of many contracts.',
    methods: 'The methods of a path.',
    openapi: 'All areas as one document.',
    queues: 'The messages of the queues.',
    route: 'What a route is.',
  },
  ports: {
    common: 'Types of many ports.',
    blobs: 'Blob storage.',
    csv: 'Files of lists and of the audit trail.',
    'delivery-notices': 'What SendGrid and Twilio report of messages.',
    delivery: 'What mail and texts share.',
    'dead-letters': 'Work that was given up, and messages that no function could take.',
    desk: 'What staff read most, in one round trip each.',
    discrepancies: 'What a reconciliation finds.',
    idempotency: 'Keys of any command.',
    'issued-documents': 'What documents were issued with.',
    prints: 'What was printed.',
    mail: 'The mail server.',
    passwords: 'Hashes of passwords.',
    pdf: 'PDFs of documents.',
    phones: 'Telephone numbers.',
    queues: 'The storage queues.',
    seals: 'Signatures of the audit chain.',
    'second-factors': 'Codes of authenticator apps.',
    sms: 'The provider of texts.',
    stripe: 'Stripe’s API.',
    timers: 'When scheduled jobs ran, and how that ended.',
    tokens: 'Tokens of sessions and links.',
    zip: 'ZIP files.',
  },
  screens: { account: 'One’s own account: the areas auth and sessions.' },
};

/** A name belongs to an area when it is the area's, or begins with it: `invoice-reads`, `staff-messages`. */
function belongs(name: string): boolean {
  return [...AREAS, ...Object.keys(INTERNAL)].some((area) => {
    const singular = area.replace(/ies$/, 'y').replace(/s$/, '');
    return name === area || name.startsWith(`${area}-`) || name.startsWith(`${singular}-`);
  });
}

const changes = ({ route, path }: (typeof functions)[number]) =>
  path !== 'fallback/zz-no-route' && route?.method !== 'GET';

test('every function is named by its folder and its file', () => {
  expect(functions.length).toBeGreaterThan(130);
  const named = functions.filter(({ path }) => path !== 'fallback/zz-no-route');
  expect(named.filter(({ name, path }) => name !== path.replace('/', '-'))).toEqual([]);
});

test('a route is declared under its noun and its verb', () => {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  const odd = Object.entries(contracts as Record<string, Record<string, { name: string }>>).flatMap(
    ([area, routes]) =>
      Object.entries(routes)
        .filter(([verb, { name }]) => name !== `${kebab(area)}-${kebab(verb)}`)
        .map(([verb, { name }]) => `${area}.${verb}: ${name}`),
  );
  expect(odd).toEqual([]);
});

test('the noun of a route is in its address', () => {
  const elsewhere: Record<string, string> = {
    'documentation-openapi': 'openapi.json is the name that tools look for.',
    'operations-metrics': 'The address that Prometheus reads by itself.',
    'work-alerts': 'The alerts of all areas, on the page of the work that stopped.',
  };
  const segments = (path: string) => path.split('/').map((segment) => segment.replace(/\.json$/, ''));
  const strange = functions
    .filter(({ route, path }) => route && !segments(route.path).includes(areaOf(path)))
    .map(({ name }) => name);
  expect(strange).toEqual(Object.keys(elsewhere));
});

describe('a function that changes something', () => {
  test.each(functions.filter(changes).map(({ path }) => path))('%s has its capability', (path) => {
    expect(existsSync(join(ROOT, `functions/capabilities/${path}.ts`))).toBe(true);
    expect(read(`functions/triggers/${path}.ts`)).toContain(`/capabilities/${path}.ts'`);
  });
});

test('triggers hold one function each, two folders deep', () => {
  expect(functions.filter(({ path }) => path.split('/').length !== 2)).toEqual([]);
  const twice = functions.filter(
    ({ path }) =>
      read(`functions/triggers/${path}.ts`).match(
        /^(?:endpoint|command|onMessage|onTimer|functions\.http)\(/gm,
      )?.length !== 1,
  );
  expect(twice).toEqual([]);
});

test('the build takes exactly the triggers', () => {
  const main = (JSON.parse(read('package.json')) as { main: string }).main;
  expect(main).toBe('dist/functions/main.js');
  expect(read('infra/bundle.ts')).toContain("globSync('functions/triggers/*/*.ts'");
});

describe('the nouns are the same in', () => {
  const unknown = (names: readonly string[], shared: Record<string, string> = {}) =>
    names.filter((name) => !belongs(name) && !Object.hasOwn(shared, name));
  const foldersOf = (parent: string) => [
    ...new Set(
      files(`${parent}/*/**/*.{ts,tsx}`).map(
        (file) => file.replaceAll('\\', '/').split('/')[parent.split('/').length] ?? '',
      ),
    ),
  ];
  const namesIn = (pattern: string) =>
    files(pattern).map((file) => file.replace(/.*[\\/]/, '').replace(/(\.test)?\.ts$/, ''));

  test('capabilities', () => {
    expect(
      unknown(foldersOf('functions/capabilities'), {
        documents: 'How all documents are printed.',
        ports: 'What all need from outside.',
      }),
    ).toEqual([]);
  });
  test('contracts', () => {
    expect(unknown(namesIn('functions/contracts/!(*.test).ts'), SHARED.contracts)).toEqual([]);
  });
  test('ports', () => {
    expect(unknown(namesIn('functions/capabilities/ports/*.ts'), SHARED.ports)).toEqual([]);
  });
  test('replies', () => {
    expect(unknown(namesIn('functions/http/replies/*.ts'))).toEqual([]);
  });
  test('screens', () => {
    expect(unknown(foldersOf('web/src/features'), SHARED.screens)).toEqual([]);
  });
  test('the areas that read or write the database, as stores', () => {
    const stores = new Set(namesIn('functions/edges/postgres/*.ts'));
    const without: Record<string, string> = {
      auth: 'Staff and sessions.',
      documentation: 'The contracts alone.',
      exports: 'The stores of what is exported.',
      fallback: 'Answers what no route does.',
      health: 'The connection itself.',
      limits: 'Counters of edges/security/rate-limits.ts.',
      operations: 'The store of metrics.',
      public: 'The stores of links, invoices and payments.',
      webhooks: 'The stores of Stripe events and delivery notices.',
      work: 'The outbox, dead letters, timers and alerts.',
    };
    expect([...AREAS].filter((area) => !stores.has(area))).toEqual(Object.keys(without));
  });
  test('what is called internal', () => {
    const folders = foldersOf('functions/capabilities');
    expect(Object.keys(INTERNAL).filter((name) => AREAS.has(name) || !folders.includes(name))).toEqual([]);
  });
});

test('files and folders are kebab-case, React components PascalCase', () => {
  const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const PASCAL = /^[A-Z][A-Za-z0-9]*$/;
  const odd = files('{functions,web/src,infra,tests}/**/*.{ts,tsx}').filter((file) => {
    const parts = file.replaceAll('\\', '/').split('/');
    const name = (parts.pop() ?? '').split('.')[0] ?? '';
    return (
      parts.some((part) => !KEBAB.test(part)) ||
      !(KEBAB.test(name) || (file.endsWith('.tsx') && PASCAL.test(name)))
    );
  });
  expect(odd).toEqual([]);
});
