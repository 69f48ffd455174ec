/** The proof of the books in its parts: what is refused, that every guard is needed, and that the sums are right. */
import pg from 'pg';
import type { ProofDatabase } from '../../../infra/operate/scratch-database.ts';
import { openProofClinic, type ProofClinic } from '../clinic.ts';
import { attempt, undone } from './attack.ts';
import { makeBooks } from './books.ts';
import { makeGivenBackBooks } from './given-back-books.ts';
import { HONEST } from './honest.ts';
import { HOSTILE } from './hostile.ts';
import { limits } from './limits.ts';
import { creditOf } from './model.ts';
import type { Suite } from './mutations.ts';
import { type Counts, runLane } from './operations.ts';
import { countPairs } from './orders.ts';
import { seeded } from './random.ts';
import { type Books, columnsOf, named } from './sql.ts';

export type Failure = { name: string; as: string; wanted: string; got: string };

/** Runs the work with books in every state, and a connection that can be either role. */
export async function withBooks<T>(
  database: ProofDatabase,
  work: (client: pg.Client, suite: Suite) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    const books = await withClinic(database, async (clinic) => ({
      ...(await makeBooks(clinic)),
      ...(await makeGivenBackBooks(clinic)),
    }));
    return await work(client, await suiteFor(client, books));
  } finally {
    await client.end();
  }
}

async function suiteFor(client: pg.Client, books: Books): Promise<Suite> {
  const hostile = [...HOSTILE, ...limits(await columnsOf(client))];
  return {
    hostile: hostile.map((statement) => ({ ...statement, sql: named(statement.sql, books) })),
    honest: HONEST.map((statement) => ({ ...statement, sql: named(statement.sql, books) })),
  };
}

/** Every hostile statement that was not refused by the guard it names, and every honest one that was refused. */
export function attackBooks(client: pg.Client, { hostile, honest }: Suite): Promise<Failure[]> {
  return undone(client, async () => {
    const failures: Failure[] = [];
    for (const { name, as, refusedBy, sql } of hostile) {
      const { kind, by, message } = await attempt(client, as, sql);
      if (kind === 'refused' && by === refusedBy) continue;
      failures.push({ name, as, wanted: `refused by ${refusedBy}`, got: `${kind} ${by} ${message}`.trim() });
    }
    for (const { name, as, sql } of honest) {
      const { kind, by, message } = await attempt(client, as, sql);
      if (kind !== 'accepted')
        failures.push({ name, as, wanted: 'accepted', got: `${kind} ${by} ${message}` });
    }
    return failures;
  });
}

export type RandomRun = Counts & { operations: number; accounts: Record<string, number> };

/** Random operations from several clients at once against the model; throws at the first cent that differs. */
export function operateAtRandom(
  database: ProofDatabase,
  size: { operations: number; lanes: number; seed: number },
): Promise<RandomRun> {
  return withClinic(database, async (clinic) => {
    const owner = new pg.Pool({ connectionString: database.ownerUrl, max: size.lanes });
    owner.on('error', () => undefined);
    try {
      const counts: Counts = { tally: new Map(), pairs: countPairs() };
      const share = Math.ceil(size.operations / size.lanes);
      const lanes = await Promise.all(
        Array.from({ length: size.lanes }, (_, lane) =>
          runLane({ clinic, owner, random: seeded(size.seed * 1000 + lane) }, share, counts),
        ),
      );
      const patients = lanes.flat();
      const accounts = await sumsOf(
        owner,
        patients.map(({ id }) => id),
      );
      const receivable = patients.reduce((sum, { balance }) => sum + balance, 0);
      const credit = patients.reduce((sum, patient) => sum + creditOf(patient), 0);
      const expected = { receivable, patient_credit: -credit, all: 0 };
      for (const [account, cents] of Object.entries(expected)) {
        if (accounts[account] !== cents) throw new Error(`${account} is ${accounts[account]}, not ${cents}`);
      }
      const { rows: wrong } = await owner.query('select * from wrong_totals');
      if (wrong.length > 0) throw new Error(`Running totals are wrong: ${JSON.stringify(wrong.slice(0, 5))}`);
      const { rows: apart } = await owner.query('select * from wrong_patient_balances');
      if (apart.length > 0)
        throw new Error(`Patients’ totals are wrong: ${JSON.stringify(apart.slice(0, 5))}`);
      return { ...counts, operations: share * size.lanes, accounts };
    } finally {
      await owner.end();
    }
  });
}

async function sumsOf(owner: pg.Pool, patients: string[]): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ account: string; cents: number }>(
    `select account, sum(amount_cents)::float as cents from ledger_entries
       where account not in ('receivable', 'patient_credit') or patient_id = any ($1) group by 1
     union all select 'all', coalesce(sum(amount_cents), 0)::float from ledger_entries order by 1`,
    [patients],
  );
  return Object.fromEntries(rows.map(({ account, cents }) => [account, cents]));
}

async function withClinic<T>(database: ProofDatabase, work: (clinic: ProofClinic) => Promise<T>): Promise<T> {
  const clinic = await openProofClinic(database.appUrl);
  try {
    return await work(clinic);
  } finally {
    await clinic.close();
  }
}
