/** Random operations on the real books and on the model at once; after each, both must say the same to the cent. */
import { newPatient } from '../clinic.ts';
import { compare } from './compare.ts';
import { DISPUTE_OPERATIONS } from './dispute-operations.ts';
import { checkEconomy, type Shortfalls } from './economy.ts';
import { INVOICE_OPERATIONS, ISSUE } from './invoice-operations.ts';
import { type Lane, type LaneClinic, laneStripe, type Operation, type Tried } from './lane.ts';
import { LATE_FEE, LATE_FEE_OPERATION } from './late-fee-operation.ts';
import type { ModelPatient } from './model-types.ts';
import { MONEY_BACK_OPERATIONS } from './money-back-operations.ts';
import type { Pairs } from './orders.ts';

export type Tally = Map<string, { done: number; refused: number }>;

const OPERATIONS: readonly Operation[] = [
  ISSUE,
  ...INVOICE_OPERATIONS,
  ...MONEY_BACK_OPERATIONS,
  ...DISPUTE_OPERATIONS,
  LATE_FEE_OPERATION,
];

/** After so many operations a lane goes on with new patients: histories stay short enough to be read. */
const OF_ONE_PATIENT = 400;

export type Counts = { tally: Tally; pairs: Pairs };

/** Runs so many operations on patients of its own; throws at the first difference. */
export async function runLane(
  { clinic, owner, random }: Pick<Lane, 'clinic' | 'owner' | 'random'>,
  operations: number,
  counts: Counts,
  of: readonly Operation[] = OPERATIONS,
): Promise<ModelPatient[]> {
  const weighted = of.flatMap((operation) => Array.from({ length: operation.weight ?? 2 }, () => operation));
  const settings = await clinic.app.db.read.settings.get();
  await clinic.app.db.read.settings.save({ ...settings, late_fee: { ...settings.late_fee, ...LATE_FEE } });
  const stripe = laneStripe();
  const app = stripe.app(clinic.app);
  const lane: Lane = { clinic, owner, app, stripe, random, patients: [], invoices: [] };
  const all: ModelPatient[] = [];
  const shortfalls: Shortfalls = new Map();
  for (let count = 0; count < operations; count++) {
    if (count % OF_ONE_PATIENT === 0) {
      lane.patients = await newPatients(clinic);
      lane.invoices = [];
      all.push(...lane.patients);
    }
    const [operation, tried] = await tryOne(lane, weighted);
    const { name, byStripe = false } = operation;
    const label = `operation ${count} (${name})`;
    const { patient, invoices, expected, actual } = tried;
    await checkEconomy(owner, patient, invoices, { shortfalls, byStripe, operation: label });
    if (actual !== expected) throw new Error(`${label}: the model says ${expected}, the books ${actual}`);
    await compare(owner, tried, label);
    countOne(counts, name, tried);
  }
  return all;
}

async function newPatients({ app, clerk }: LaneClinic): Promise<ModelPatient[]> {
  const ids = await Promise.all([1, 2, 3].map(() => newPatient(app, clerk)));
  return ids.map((id) => ({ id, balance: 0, lots: [], clerksCredited: 0 }));
}

/** A random operation that has something to be done on. */
async function tryOne(lane: Lane, weighted: readonly Operation[]): Promise<[Operation, Tried]> {
  for (;;) {
    const operation = lane.invoices.length < 3 ? ISSUE : lane.random.one(weighted);
    const tried = await operation.run(lane);
    if (tried) return [operation, tried];
  }
}

function countOne({ tally, pairs }: Counts, name: string, { invoices, also = [], actual }: Tried): void {
  const done = actual === 'done';
  const line = tally.get(name) ?? { done: 0, refused: 0 };
  line[done ? 'done' : 'refused'] += 1;
  tally.set(name, line);
  const [invoice] = invoices;
  const own = invoice && !also.some((touch) => touch.name === name) ? [{ invoice, name, done }] : [];
  pairs.add([...own, ...also]);
}

/** The operations whose every order the proof must meet. */
export const ORDERED = [
  ...OPERATIONS.map(({ name }) => name).filter((name) => name !== ISSUE.name),
  'credit applied elsewhere',
];
