/**
 * `npm run bench -- [--invoices 20000] [--seconds 2] [--only TEXT] [--json FILE]`: the product and a bare `node:http`
 * server beside it, interleaved in one run on one machine, so that their ratio means something where seconds do not.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import pidusage from 'pidusage';
import { apiClient, signIn } from '../local/api-client.ts';
import { SUPERUSER } from '../local/postgres/cluster.ts';
import { loadSettings } from '../local/settings.ts';
import { type System, startSystem } from '../local/system.ts';
import { join as joined, load, type Measured, NOTHING } from './load.ts';
import { type Row, rowOf, shortfalls, table } from './report.ts';
import { type Scenario, type Subjects, scenarios } from './scenarios.ts';
import { checkBooks, createBare, makePatients, patientsFor, seedBare, seedProduct } from './seed.ts';
import { idsOf, makeDrafts, subjectsOf } from './subjects.ts';
import { BURST, webhookToPaid } from './webhook-to-paid.ts';

const SMALL = 10_000;

const SLICES = 2;

const BUSY = 32;

const NORMAL = 8;

const LIMIT_MS = 300;

/** Drafts and owed invoices that the calls of a run may use up. */
const PER_SECOND = 3_000;

const ADMIN = { email: 'admin@bench.example', password: 'a lantern in every window' };

const { values } = parseArgs({
  options: {
    invoices: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    json: { type: 'string', default: join('.cache', 'bench.json') },
  },
});

const invoices = Math.max(Number(values.invoices), SMALL);

const seconds = Number(values.seconds);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Server = { base: string; subjects: Subjects };

type Bench = {
  system: System;
  product: Server;
  bare: Server;
  owner: pg.Client;
  bareOwner: pg.Client;
  staffId: string;
};

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'clinic-bench-'));
  const settings = loadSettings(directory);
  const system = await startSystem({
    directory,
    ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
    only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'],
    demo: false,
    // As in production: what the database writes is sent as it is.
    chosen: { CHECK_REPLIES: 'false' },
    log: (line) => say(`  ${line}`),
  });
  let child: ChildProcess | undefined;
  const clients: pg.Client[] = [];
  try {
    const connect = async (database: string): Promise<pg.Client> => {
      const address = new URL(system.run.database);
      Object.assign(address, {
        username: SUPERUSER,
        password: settings.passwords.superuser,
        pathname: database,
      });
      const client = new pg.Client({ connectionString: address.href });
      await client.connect();
      clients.push(client);
      return client;
    };
    const owner = await connect(new URL(system.run.database).pathname);
    await owner.query('create database bare');
    const bareOwner = await connect('/bare');
    await createBare(bareOwner);
    const bareUrl = new URL(system.run.database);
    Object.assign(bareUrl, {
      username: SUPERUSER,
      password: settings.passwords.superuser,
      pathname: '/bare',
    });
    child = fork(join(import.meta.dirname, 'bare-server.ts'), {
      env: { ...process.env, DATABASE_URL: bareUrl.href },
    });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The bare server did not start.')));
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];

    const setUp = { ...ADMIN, name: 'Ada Admin', role: 'admin', setup_code: system.run.setupCode };
    const { id: staffId } = await apiClient(system.run.api).post<{ id: string }>('auth/register', setUp);
    const none: Subjects = { invoices: [], numbers: [], patients: [], drafts: [], owed: [] };
    const bench: Bench = {
      system,
      owner,
      bareOwner,
      staffId,
      product: { base: system.run.api, subjects: none },
      bare: { base: `http://127.0.0.1:${port}`, subjects: none },
    };
    await run(bench, scenarios(settings.secrets.STRIPE_WEBHOOK_SECRET ?? ''));
  } finally {
    child?.disconnect();
    for (const client of clients) await client.end();
    await system.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(bench: Bench, all: Scenario[]): Promise<void> {
  const chosen = all.filter(({ route }) => route.includes(values.only));
  await seed(bench, 0, SMALL);
  const small = new Map<string, number>();
  for (const scenario of chosen.filter(({ read }) => read)) {
    small.set(scenario.route, (await measure(bench, scenario, 1)).product.p50);
  }
  if (invoices > SMALL) await seed(bench, SMALL, invoices);

  const rows: Row[] = [];
  for (const scenario of chosen) {
    for (const connections of [1, NORMAL, BUSY]) {
      const row = await measure(bench, scenario, connections);
      rows.push(row);
      say(table([row]).at(-1) ?? '');
    }
  }
  const paid =
    values.only === '' || 'webhook to paid'.includes(values.only)
      ? await webhookToPaid(await signIn(apiClient(bench.system.run.api), ADMIN), bench)
      : undefined;
  const usage = await usageOf(bench.system);
  say(`\n${table(rows).join('\n')}`);
  const growth = growthOf(rows, small);
  for (const { route, from, to } of growth) {
    say(
      `growth from ${SMALL} to ${invoices} invoices, 1 client: ${route} ${from.toFixed(1)} → ${to.toFixed(1)} ms (p50)`,
    );
  }
  if (paid)
    say(
      `webhook to paid: ${BURST} payments applied in ${paid.seconds.toFixed(1)} s, median ${paid.median.toFixed(1)} s`,
    );
  say(`host: ${usage.megabytes} MB, ${usage.cpuSeconds.toFixed(0)} s of CPU`);
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const machine = { cores: availableParallelism(), gigabytes, node: process.version };
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, invoices, seconds, rows, growth, paid, usage }, null, 2)}\n`,
  );
  const short = shortfalls(
    rows.filter(({ connections }) => connections === NORMAL),
    LIMIT_MS,
  );
  for (const line of short) say(`✗ ${line}`);
  say(
    short.length === 0
      ? `✓ every route answers within ${LIMIT_MS} ms at ${NORMAL} clients (p95)`
      : '✗ too slow',
  );
  process.exitCode = short.length === 0 ? 0 : 1;
}

const growthOf = (rows: Row[], small: Map<string, number>) =>
  rows.flatMap(({ route, connections, product }) => {
    const from = small.get(route);
    return connections === 1 && from !== undefined && invoices > SMALL
      ? [{ route, from, to: product.p50 }]
      : [];
  });

async function seed(bench: Bench, from: number, to: number): Promise<void> {
  const began = performance.now();
  const range = { from, to, total: invoices };
  if (from === 0) {
    await makePatients(await signIn(apiClient(bench.product.base), ADMIN), patientsFor(invoices));
  }
  await seedProduct(bench.owner, bench.staffId, range);
  await checkBooks(bench.owner);
  await seedBare(bench.bareOwner, range);
  bench.product.subjects = await subjectsOf(bench.owner);
  bench.bare.subjects = await subjectsOf(bench.bareOwner);
  say(`${to} invoices, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Product and bare in turn, some slices of each, so that a slow moment of the machine meets both. */
async function measure(bench: Bench, scenario: Scenario, connections: number): Promise<Row> {
  const { product, bare } = bench;
  await prepare(bench, scenario, connections);
  const token = await tokenOf(product.base);
  let [ours, theirs]: [Measured, Measured] = [NOTHING, NOTHING];
  const options = { connections, seconds };
  for (let slice = 0; slice < SLICES; slice++) {
    ours = joined(ours, await load(product.base, () => scenario.product(product.subjects, token), options));
    const call = scenario.bare;
    if (call) theirs = joined(theirs, await load(bare.base, () => call(bare.subjects), options));
  }
  for (const { firstFailure } of [ours, theirs])
    if (firstFailure) say(`  ${scenario.route}: ${firstFailure}`);
  return rowOf(scenario.route, connections, ours, scenario.bare && theirs);
}

async function tokenOf(base: string): Promise<string> {
  const session = await apiClient(base).post<{ access_token: string }>('auth/login', ADMIN);
  return session.access_token;
}

/** Drafts to issue and invoices to pay, as many as a slice can use up, made in bulk beforehand. */
async function prepare(bench: Bench, { route }: Scenario, connections: number): Promise<void> {
  const kind = { issue: 'drafts', 'record an offline payment': 'owed' }[route] as
    | 'drafts'
    | 'owed'
    | undefined;
  if (!kind) return;
  const count = Math.ceil(PER_SECOND * seconds * SLICES * (connections === 1 ? 0.5 : 1));
  await makeDrafts(bench.owner, bench.staffId, count);
  bench.product.subjects.drafts = await idsOf(bench.owner, 'draft', count);
  await bench.bareOwner.query(
    `with made as (insert into invoices (patient_id, currency, total_amount_cents, balance_cents, status, due_date)
       select (array(select id from patients limit 500))[1 + n % 20], 'usd', 30000, 0, 'draft', current_date + 30
       from generate_series(1, $1::int) n returning id)
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
       select id, n, 'Treatment ' || n, 1, 10000 from made, generate_series(1, 3) n`,
    [count],
  );
  bench.bare.subjects.drafts = await idsOf(bench.bareOwner, 'draft', count);
  if (kind === 'owed') {
    bench.product.subjects.owed = await idsOf(bench.owner, 'issued', count);
    bench.bare.subjects.owed = await idsOf(bench.bareOwner, 'issued', count);
  }
}

/** The host's memory now, and the processor time that it took in all. */
async function usageOf(system: System): Promise<{ megabytes: number; cpuSeconds: number }> {
  const { memory, ctime } = await pidusage(await system.pid('host'));
  return { megabytes: Math.round(memory / 1024 ** 2), cpuSeconds: ctime / 1000 };
}

await main();
