/** Random histories of invoices, and every figure that they show held against the sum of its explained parts. */
import pg from 'pg';
import type { ProofDatabase } from '../../../infra/operate/scratch-database.ts';
import { openProofClinic, type ProofClinic } from '../clinic.ts';
import { readCsv } from '../documents/csv.ts';
import { payAtRandom, randomInvoice, randomPatient } from '../documents/documents.ts';
import { type Counts, runLane } from '../ledger/operations.ts';
import { countPairs } from '../ledger/orders.ts';
import { seeded } from '../ledger/random.ts';
import { type CsvRows, figuresOf } from './figures.ts';
import { verifyLeaves } from './leaves.ts';
import { openPageText, type PageText } from './page-text.ts';

export type ExplainRun = {
  invoices: number;
  figures: number;
  leaves: number;
  /** How many parts of each kind were compared. */
  kinds: Map<string, number>;
  problems: string[];
};

/** An invoice of random operations goes through many states; others have several lines, currencies and languages. */
const OPERATIONS_PER_FIGURE = 0.4;
const OTHER_INVOICES_PER_FIGURE = 0.03;

/** Compares at least so many figures. */
export async function proveExplanations(
  database: ProofDatabase,
  { figures, seed }: { figures: number; seed: number },
): Promise<ExplainRun> {
  const clinic = await openProofClinic(database.appUrl);
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  try {
    const page = await openPageText();
    const run: ExplainRun = { invoices: 0, figures: 0, leaves: 0, kinds: new Map(), problems: [] };
    const counts: Counts = { tally: new Map(), pairs: countPairs() };
    const operations = Math.ceil(figures * OPERATIONS_PER_FIGURE);
    await runLane({ clinic, owner, random: seeded(seed * 1000) }, operations, counts);
    for (let batch = 0; run.figures < figures; batch++) {
      const others = Math.ceil(figures * OTHER_INVOICES_PER_FIGURE);
      await addInvoices(clinic, others, seed * 1000 + 1 + batch);
      await compareAll(clinic, owner, page, run);
    }
    return run;
  } finally {
    await owner.end();
    await clinic.close();
  }
}

async function addInvoices(clinic: ProofClinic, count: number, seed: number): Promise<void> {
  const random = seeded(seed);
  for (let index = 0; index < count; index++) {
    const patient = await randomPatient(clinic, random);
    const id = await randomInvoice(clinic, random, patient);
    await payAtRandom(clinic, random, id);
  }
}

/** Starts again with every invoice that was issued. */
async function compareAll(
  clinic: ProofClinic,
  owner: pg.Pool,
  page: PageText,
  run: ExplainRun,
): Promise<void> {
  const { rows } = await owner.query<{ id: string }>(
    'select id from invoices where issued_at is not null order by invoice_number',
  );
  const csv: CsvRows = await readCsv(clinic);
  Object.assign(run, { invoices: rows.length, figures: 0, leaves: 0, kinds: new Map() });
  for (const { id } of rows) {
    const wrong = (what: string) => run.problems.push(`invoice ${id}: ${what}`);
    const { figures, parts } = await figuresOf(clinic.app, page, csv, id);
    for (const { where, shown, explained } of figures) {
      if (shown !== explained) wrong(`${where} shows ${shown}, its parts come to ${explained}`);
    }
    run.figures += figures.length;
    run.leaves += await verifyLeaves(owner, id, parts, wrong);
    for (const { kind } of parts) run.kinds.set(kind, (run.kinds.get(kind) ?? 0) + 1);
  }
}
