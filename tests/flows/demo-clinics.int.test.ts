/** One of the clinics that `npm run demo -- --clinic NAME` plays, and what the comparison of its documents finds. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Host, startHost } from '../../infra/functions-host/host.ts';
import { chooseClinic } from '../../infra/local/clinics/choice.ts';
import { differencesIn } from '../../infra/local/clinics/compare.ts';
import { type Played, playClinic, tableOf } from '../../infra/local/clinics/play.ts';
import { newSettings } from '../../infra/local/settings.ts';
import { choosePorts } from '../../infra/processes/ports.ts';
import { createStrictServer } from '../../infra/processes/strict-http.ts';
import { API_KEY, type Harness, startHarness, WEBHOOK_SECRET } from '../../infra/stripe-emulator/testing.ts';
import { testSettings } from '../support/clinic.ts';
import { createDatabase } from '../support/database.ts';

const APP = join(import.meta.dirname, '..', '..');
const clinic = chooseClinic('kuwait');
const { secrets, staff } = newSettings();

let folder: string;
let database: Awaited<ReturnType<typeof createDatabase>>;
let stripe: Harness;
let host: Host;
let played: Played;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-clinic-'));
  database = await createDatabase();
  const { api: port } = await choosePorts({ api: 0 });
  const url = `http://127.0.0.1:${port}/api/v1/webhooks/stripe`;
  stripe = await startHarness({ webhook: { url, secret: WEBHOOK_SECRET } });
  const { appUrl } = database;
  Object.assign(process.env, testSettings({ appUrl, storage: inject('storage'), stripe: stripe.url }), {
    ...{ STRIPE_SECRET_KEY: API_KEY, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET },
    ...{ SETUP_CODE: secrets.SETUP_CODE, ...clinic.settings },
  });
  host = await startHost({
    appDirectory: APP,
    port,
    log: () => undefined,
    timers: true,
    queues: true,
    serverFactory: createStrictServer,
  });
  played = await playClinic({ api: host.url, setupCode: secrets.SETUP_CODE ?? '', staff }, clinic, folder);
}, 120_000);
afterAll(async () => {
  await host.stop();
  await stripe.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test('it writes every kind of document, and each says what the API says', () => {
  expect(played.differences).toEqual([]);
  expect([...new Set(played.documents.map(({ kind }) => kind))].toSorted()).toEqual([
    ...['ageing-report', 'certificate', 'credit-note', 'invoice', 'receipt', 'refund', 'statement'],
    'superbill',
  ]);
  expect(tableOf(played)[1]).toMatch(/^invoice +KWT-\d{6}-0001 +KWD.2,265\.000 +\d$/);
});

test('an amount, a text or a character that is wrong is found', async () => {
  const invoice = played.documents.find(({ kind }) => kind === 'invoice');
  const bytes = new Uint8Array(await readFile(invoice?.file ?? ''));
  const said = differencesIn(
    {
      ...{ kind: 'invoice', number: '1', path: '', language: 'en', currency: 'kwd', total: 2_265_000 },
      amounts: [2_265_001, 15_000, 1_125_000, 2_250_000, 2_164_500, 100_500],
      texts: ['محمد عبد الله الصباح', 'نورة'],
    },
    bytes,
  );
  expect(said).toEqual([
    'invoice 1 lacks KWD\u00a02,265.001.',
    'invoice 1 says KWD\u00a02,265.000, which the API does not.',
    'invoice 1 lacks the text نورة.',
  ]);
});

test('a clinic that there is not is refused with the names of those there are', () => {
  expect(() => chooseClinic('narnia')).toThrow(
    'There is no demo clinic "narnia". Choose germany, newyork, tokyo, kuwait.',
  );
});
