/** Many clients issue at once, some roll back, some are killed, and the month ends meanwhile: no gap, no duplicate. */
import pg from 'pg';
import { issueInvoice } from '../../../functions/capabilities/invoices/issue.ts';
import { certifyNumbers } from '../../../functions/capabilities/numbers/certificate.ts';
import type { App, Stores } from '../../../functions/capabilities/ports.ts';
import { numberingMonth } from '../../../functions/domain/numbering.ts';
import { Refusal } from '../../../functions/domain/refusal.ts';
import type { ProofDatabase } from '../../../infra/operate/scratch-database.ts';
import { buildDraft } from '../../support/clinic-builder.ts';
import { billOf, newPatient, openProofClinic, type ProofClinic } from '../clinic.ts';
import { type Random, seeded } from './random.ts';

export type NumbersOptions = {
  issues: number;
  clients: number;
  rollbackPercent: number;
  kills: number;
  seed: number;
};
export type NumbersRun = {
  issued: number;
  rolledBack: number;
  killed: number;
  /** 95 of 100 issues took no longer, lock and all. */
  p95Milliseconds: number;
  months: { month: string; count: number; gapless: boolean }[];
  problems: string[];
};

/** A minute around New York's midnight at a month's end: not a month's end in UTC. */
const BEFORE = new Date('2026-12-01T04:59:30Z');
const AFTER = new Date('2026-12-01T05:00:30Z');

/** Our own mind changed after the number was given: the transaction must take the number back. */
class ChangedMind extends Error {}

/** Issues until so many have succeeded, and looks at what the month's series hold then. */
export async function issueFromManyClients(
  database: ProofDatabase,
  options: NumbersOptions,
): Promise<NumbersRun> {
  const clinic = await openProofClinic(database.appUrl, {
    connections: Math.min(options.clients, 70),
    now: BEFORE,
  });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  try {
    const patient = await newPatient(clinic.app, clinic.clerk);
    const killSome = killConnections(superuser, options);
    const run: Run = { patient, killSome, issued: 0, rolledBack: 0, killed: 0, times: [] };
    const clients = Array.from({ length: options.clients }, (_, index) =>
      issueInTurn(clinic, options, seeded(options.seed * 1000 + index), run),
    );
    await Promise.all(clients);
    const { issued, rolledBack, killed } = run;
    return {
      ...{ issued, rolledBack, killed },
      p95Milliseconds: percentile(run.times, 95),
      ...(await inspect(clinic.app, superuser, run.issued)),
    };
  } finally {
    await superuser.end();
    await clinic.close();
  }
}

type Counts = { issued: number; rolledBack: number; killed: number; times: number[] };
type Run = Counts & { patient: string; killSome: (counts: Counts) => Promise<void> };

async function issueInTurn(
  clinic: ProofClinic,
  options: NumbersOptions,
  random: Random,
  run: Run,
): Promise<void> {
  const { app, clerk } = clinic;
  while (run.issued < options.issues) {
    // In the middle of it the month ends.
    if (run.issued >= options.issues / 2) clinic.at(AFTER);
    const fails = random.whole(1, 100) <= options.rollbackPercent;
    const started = performance.now();
    try {
      const id = await buildDraft(app, clerk, billOf(run.patient, 100_00));
      await issueInvoice(fails ? changingItsMind(app) : app, { id, notify: [] }, clerk);
      run.issued += 1;
      run.times.push(performance.now() - started);
    } catch (error) {
      if (error instanceof ChangedMind) run.rolledBack += 1;
      else if (isCutOff(error)) run.killed += 1;
      else throw error;
    }
    await run.killSome(run);
  }
}

const isCutOff = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'database_unavailable';

/** The same app, in which the transaction fails at its last statement, when the number has been given. */
const changingItsMind = (app: App): App => ({
  ...app,
  db: {
    ...app.db,
    transaction: (work, subject, group) =>
      app.db.transaction(
        async (tx: Stores) => {
          await work(tx);
          throw new ChangedMind();
        },
        subject,
        group,
      ),
  },
});

/** Ends connections in the midst of their work, spread over the run. */
function killConnections(client: pg.Client, options: NumbersOptions): (run: Counts) => Promise<void> {
  let kills = 0;
  return async ({ issued }) => {
    if (kills >= options.kills || issued < ((kills + 1) * options.issues) / (options.kills + 1)) return;
    kills += 1;
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'clinic-billing' and state <> 'idle' and pid <> pg_backend_pid() limit 3`,
    );
  };
}

/** What the database holds, asked three ways: the certificates, the documents and the counters. */
async function inspect(
  app: App,
  client: pg.Client,
  issued: number,
): Promise<Pick<NumbersRun, 'months' | 'problems'>> {
  const problems: string[] = [];
  const months: NumbersRun['months'] = [];
  for (const at of [BEFORE, AFTER]) {
    const month = numberingMonth(at, app.clinic.timeZone);
    const { count, gapless, missing, last } = await certifyNumbers(app, 'invoice', month);
    months.push({ month, count, gapless });
    if (!gapless || missing.length > 0) problems.push(`${month}: missing ${missing.slice(0, 10).join(', ')}`);
    const { rows } = await client.query<{ last: number | null }>(
      `select (select last from number_series where kind = 'invoice' and month = $1) as last`,
      [month],
    );
    if ((rows[0]?.last ?? 0) !== last)
      problems.push(`${month}: the counter says ${rows[0]?.last}, not ${last}`);
  }
  const { rows } = await client.query<{ documents: string; distinct: string; numbers: string }>(
    `select count(invoice_number) as documents, count(distinct invoice_number) as distinct,
       (select count(*) from document_numbers where kind = 'invoice') as numbers from invoices`,
  );
  const [documents, distinct, numbers] = [rows[0]?.documents, rows[0]?.distinct, rows[0]?.numbers].map(
    Number,
  );
  if (documents !== distinct) problems.push(`${documents} invoices have ${distinct} numbers`);
  if (documents !== numbers) problems.push(`${documents} invoices, but ${numbers} numbers were given`);
  // A killed connection may have committed without being able to say so: then there is more, never less.
  if (documents === undefined || documents < issued)
    problems.push(`${issued} were issued, ${documents} are there`);
  return { months, problems };
}

/** Past 9999 the number grows a digit; the series is set close to it without its guards, as a restore would. */
export async function passTenThousand(database: ProofDatabase): Promise<string[]> {
  const at = new Date('2031-03-15T12:00:00Z');
  const clinic = await openProofClinic(database.appUrl, { now: at });
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    await client.query(`set session_replication_role = replica`);
    await client.query(`insert into document_numbers (kind, month, sequence, number, document_id)
      select 'invoice', '203103', n, 'CLINIC-203103-' || lpad(n::text, 4, '0'), gen_random_uuid() from generate_series(1, 9998) n`);
    await client.query(`insert into number_series (kind, month, last) values ('invoice', '203103', 9998)`);
    const patient = await newPatient(clinic.app, clinic.clerk);
    const numbers: string[] = [];
    for (let count = 0; count < 3; count++) {
      const id = await buildDraft(clinic.app, clinic.clerk, {
        ...billOf(patient, 100_00),
        dueOn: '2031-12-31',
      });
      await issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk);
      numbers.push((await clinic.app.db.read.invoices.get(id))?.invoice_number ?? '');
    }
    return numbers;
  } finally {
    await client.end();
    await clinic.close();
  }
}

function percentile(times: number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor((sorted.length * percent) / 100)] ?? 0);
}
