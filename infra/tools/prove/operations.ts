/** Random operations on the real books and on the model at once; after each, both must say the same to the cent. */
import type pg from 'pg';
import { issueCreditNote } from '../../../functions/capabilities/corrections/creditNote.ts';
import { reverseWriteOff, writeOffInvoice } from '../../../functions/capabilities/corrections/writeOff.ts';
import { applyCredit } from '../../../functions/capabilities/credits/apply.ts';
import { payOutCredit } from '../../../functions/capabilities/credits/payOut.ts';
import { cancelInvoice } from '../../../functions/capabilities/invoices/cancel.ts';
import { moveDueDate } from '../../../functions/capabilities/invoices/dueDate.ts';
import { reversePayment } from '../../../functions/capabilities/payments/reverse.ts';
import { day } from '../../../functions/domain/calendar.ts';
import { Refusal } from '../../../functions/domain/refusal.ts';
import { makeIssued, makePatient, payOffline, payOnline } from './books.ts';
import type { ProofClinic } from './clinic.ts';
import * as model from './model.ts';
import type { Random } from './random.ts';

export type Tally = Map<string, { done: number; refused: number }>;
type Lane = {
  clinic: ProofClinic;
  random: Random;
  patients: model.ModelPatient[];
  invoices: model.ModelInvoice[];
};
/** What was tried, on whom, what the model says of it, and what the books did. */
type Tried = {
  patient: model.ModelPatient;
  invoice: model.ModelInvoice | undefined;
  expected: model.Verdict;
  actual: model.Verdict;
};

/** Only the newest invoices are touched, so that each goes through many states. */
const TOUCHED = 12;
const TAX = [0, 725, 1900];
const DUE = '2027-06-30';

/** Runs so many operations on patients of its own; throws at the first difference. */
export async function runLane(
  clinic: ProofClinic,
  owner: pg.Pool,
  random: Random,
  operations: number,
  tally: Tally,
): Promise<model.ModelPatient[]> {
  const ids = await Promise.all([1, 2, 3].map(() => makePatient(clinic.app, clinic.clerk)));
  const patients = ids.map((id) => ({ id, credit: 0, balance: 0 }));
  const lane: Lane = { clinic, random, patients, invoices: [] };
  for (let count = 0; count < operations; count++) {
    const [name, operation] = lane.invoices.length < 3 ? FIRST : random.one(OPERATIONS);
    const tried = await operation(lane);
    const told = `operation ${count} (${name})`;
    if (tried.actual !== tried.expected) {
      throw new Error(`${told}: the model says ${tried.expected}, the books ${tried.actual}`);
    }
    await compare(owner, tried, told);
    const line = tally.get(name) ?? { done: 0, refused: 0 };
    line[tried.actual === 'done' ? 'done' : 'refused'] += 1;
    tally.set(name, line);
  }
  return patients;
}

/** The code of a refusal, or `done`; anything else is a fault. */
async function verdict(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const touched = ({ random, invoices }: Lane): model.ModelInvoice => random.one(invoices.slice(-TOUCHED));
/** Amounts around what is owed: too small, right, too large. */
const amountFor = ({ random }: Lane, about: number): number =>
  random.one([
    about,
    about,
    random.whole(1, about + 1),
    random.whole(1, about + 1),
    about + random.whole(1, 500),
  ]) || 1;
const both = async (
  invoice: model.ModelInvoice,
  expected: model.Verdict,
  work: Promise<unknown>,
): Promise<Tried> => ({ patient: invoice.patient, invoice, expected, actual: await verdict(work) });

type Operation = [name: string, run: (lane: Lane) => Promise<Tried>];

const FIRST: Operation = [
  'issue',
  async (lane) => {
    const { app, clerk } = lane.clinic;
    const patient = lane.random.one(lane.patients);
    const [price, tax] = [lane.random.whole(1, 20_000), lane.random.one(TAX)];
    const id = await makeIssued(app, clerk, patient.id, price, tax);
    const invoice = model.newInvoice(id, patient, price, tax, DUE);
    lane.invoices.push(invoice);
    return { patient, invoice, expected: 'done', actual: 'done' };
  },
];

const OPERATIONS: readonly Operation[] = [
  FIRST,
  [
    'pay online',
    async (lane) => {
      const invoice = touched(lane);
      const amount = amountFor(lane, invoice.balance);
      const book = model.receive(invoice, amount, false);
      const intent = await payOnline(lane.clinic.app, invoice.id, amount);
      // Told a second time, it is the same payment.
      if (lane.random.whole(0, 3) === 0) await payOnline(lane.clinic.app, invoice.id, amount, intent);
      const payments = await lane.clinic.app.db.read.payments.ofInvoice(invoice.id);
      book(payments.find((payment) => payment.stripe_payment_id === intent)?.id ?? '');
      return { patient: invoice.patient, invoice, expected: 'done', actual: 'done' };
    },
  ],
  [
    'pay at the desk',
    async (lane) => {
      const invoice = touched(lane);
      const amount = amountFor(lane, invoice.balance);
      const book = model.receive(invoice, amount, true);
      book(await payOffline(lane.clinic.app, lane.clinic.clerk, invoice.id, amount));
      return { patient: invoice.patient, invoice, expected: 'done', actual: 'done' };
    },
  ],
  [
    'reverse a payment',
    async (lane) => {
      const paid = lane.invoices.slice(-TOUCHED).filter(({ payments }) => payments.length > 0);
      const invoice = paid.length > 0 ? lane.random.one(paid) : undefined;
      if (!invoice) return FIRST[1](lane);
      const payment = lane.random.one(invoice.payments);
      const { app, admin } = lane.clinic;
      const work = reversePayment(app, payment.id, 'entered twice', admin.actor.id, admin);
      return both(invoice, model.reverse(invoice, payment), work);
    },
  ],
  [
    'cancel',
    (lane) => {
      const invoice = touched(lane);
      const work = cancelInvoice(lane.clinic.app, invoice.id, 'no show', lane.clinic.clerk);
      return both(invoice, model.cancel(invoice), work);
    },
  ],
  [
    'credit note',
    (lane) => {
      const invoice = touched(lane);
      const amountCents = amountFor(lane, lane.random.one([invoice.balance, invoice.paid]));
      const { app, clerk } = lane.clinic;
      const wish = { invoiceId: invoice.id, reason: 'not given', of: { amountCents } };
      return both(
        invoice,
        model.credit(invoice, amountCents),
        issueCreditNote(app, wish, clerk.actor.id, clerk),
      );
    },
  ],
  [
    'write off',
    (lane) => {
      const invoice = touched(lane);
      const amountCents = lane.random.one([undefined, amountFor(lane, invoice.balance)]);
      const { app, admin } = lane.clinic;
      const wish = { invoiceId: invoice.id, amountCents, reason: 'too small' };
      return both(
        invoice,
        model.writeOff(invoice, amountCents),
        writeOffInvoice(app, wish, admin.actor.id, admin),
      );
    },
  ],
  [
    'reverse a write-off',
    (lane) => {
      const invoice = touched(lane);
      const { app, admin } = lane.clinic;
      const wish = { invoiceId: invoice.id, reason: 'found' };
      return both(invoice, model.reverseWriteOff(invoice), reverseWriteOff(app, wish, admin.actor.id, admin));
    },
  ],
  [
    'apply credit',
    (lane) => {
      const invoice = touched(lane);
      // Now and then by mistake another patient's.
      const patient = lane.random.whole(0, 5) === 0 ? lane.random.one(lane.patients) : invoice.patient;
      const amountCents = lane.random.one([
        undefined,
        amountFor(lane, Math.min(patient.credit, invoice.balance)),
      ]);
      const { app, clerk } = lane.clinic;
      const wish = { patientId: patient.id, invoiceId: invoice.id, amountCents };
      const expected = model.apply(invoice, patient, amountCents);
      return both(invoice, expected, applyCredit(app, wish, clerk.actor.id, clerk));
    },
  ],
  [
    'pay credit out',
    async (lane) => {
      const patient = lane.random.one(lane.patients);
      const amountCents = amountFor(lane, patient.credit);
      const { app, admin } = lane.clinic;
      const wish = { patientId: patient.id, currency: 'usd' as const, amountCents, method: 'cash' as const };
      const expected = model.payOut(patient, amountCents);
      const work = payOutCredit(app, { ...wish, reference: 'drawer' }, admin.actor.id, admin);
      return { patient, invoice: undefined, expected, actual: await verdict(work) };
    },
  ],
  [
    'move a due date',
    (lane) => {
      const invoice = touched(lane);
      const due = `2027-0${lane.random.whole(7, 8)}-01`;
      const { app, clerk } = lane.clinic;
      const wish = { invoiceId: invoice.id, dueOn: day(due), reason: 'asked for time' };
      return both(invoice, model.move(invoice, due), moveDueDate(app, wish, clerk.actor.id, clerk));
    },
  ],
];

type Figures = Record<string, string | number>;

/** The stored figures and the ledger's own sums, against the model's. */
async function compare(owner: pg.Pool, { patient, invoice }: Tried, told: string): Promise<void> {
  if (invoice) {
    const { rows } = await owner.query<Figures>(
      `select status::text, balance_cents::int as balance, paid_cents::int as paid, credited_cents::int as credited,
         written_off_cents::int as "writtenOff", due_date::text as due,
         (select coalesce(sum(amount_cents), 0)::int from ledger_entries where invoice_id = i.id and account = 'receivable') as owed,
         (select coalesce(-sum(amount_cents), 0)::int from ledger_entries
          where invoice_id = i.id and account in ('revenue', 'adjustments')) as "revenueLeft",
         (select coalesce(-sum(amount_cents), 0)::int from ledger_entries where invoice_id = i.id and account = 'tax_payable') as "taxLeft"
       from invoices i where id = $1`,
      [invoice.id],
    );
    const { balance, paid, credited, due, revenueLeft, taxLeft } = invoice;
    const writtenOff = invoice.writtenOff.reduce((sum, amount) => sum + amount, 0);
    const status = model.statusOf(invoice);
    const figures = { status, balance, paid, credited, writtenOff, due, owed: balance, revenueLeft, taxLeft };
    same(rows[0], figures, `${told}: invoice`);
  }
  const { rows } = await owner.query<Figures>(
    `select coalesce(sum(amount_cents) filter (where account = 'receivable'), 0)::int as balance,
       coalesce(-sum(amount_cents) filter (where account = 'patient_credit'), 0)::int as credit,
       (select coalesce(sum(balance_cents), 0)::int from patient_balances where patient_id = $1) as "storedBalance",
       (select coalesce(sum(credit_cents), 0)::int from patient_balances where patient_id = $1) as "storedCredit"
     from ledger_entries where patient_id = $1`,
    [patient.id],
  );
  const { balance, credit } = patient;
  same(rows[0], { balance, credit, storedBalance: balance, storedCredit: credit }, `${told}: patient`);
}

function same(found: Figures | undefined, expected: Figures, told: string): void {
  const wrong = Object.keys(expected).filter((key) => found?.[key] !== expected[key]);
  if (wrong.length === 0) return;
  const details = wrong.map((key) => `${key}: model ${expected[key]}, books ${found?.[key]}`);
  throw new Error(`${told} differs. ${details.join('; ')}`);
}
