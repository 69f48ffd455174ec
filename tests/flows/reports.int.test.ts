/** Statements, ageing and balances as of any instant: queries on the ledger that tie to it to the cent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { moveDueDate } from '../../functions/capabilities/invoices/due-date.ts';
import { certifyNumbers } from '../../functions/capabilities/numbers/certificate.ts';
import { stateAccount } from '../../functions/capabilities/patients/statement.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import { ageDebts } from '../../functions/capabilities/reports/ageing.ts';
import { day } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';

let clinic: TestClinic;
let patientId: string;
let invoices: string[];

const at = (text: string) => clinic.at(new Date(`${text}T15:00:00Z`));
const on = (text: string) => ({ asOf: new Date(`${text}T23:00:00Z`), knownAt: undefined });
const pay = (invoiceId: string, amountCents: number, receivedOn?: string) =>
  recordPayment(
    clinic.app,
    {
      invoiceId,
      amountCents,
      method: 'cheque',
      reference: null,
      receivedOn: receivedOn === undefined ? undefined : day(receivedOn),
    },
    clinic.clerk,
  );

/** Three invoices of one patient over a quarter, with payments, a credit note and a reversal. */
beforeAll(async () => {
  clinic = await openClinic();
  leaveStripeAway(clinic.app);
  patientId = await clinic.patient({ name: 'Ada Ledger' });
  at('2026-08-01');
  const first = await clinic.issued({ patientId, dueOn: '2026-08-15' });
  at('2026-09-01');
  const second = await clinic.issued({ patientId, dueOn: '2026-09-15', lines: [line(200_00)] });
  await pay(first.id, 40_00);
  at('2026-10-01');
  const third = await clinic.issued({ patientId, dueOn: '2026-10-20', lines: [line(300_00)] });
  const wrong = await pay(third.id, 350_00);
  at('2026-10-02');
  await reversePayment(clinic.app, wrong.id, 'wrong patient', clinic.admin);
  at('2026-10-05');
  const input = { invoiceId: second.id, reason: 'discount', of: { amountCents: 50_00 } };
  await issueCreditNote(clinic.app, input, clinic.clerk);
  await moveDueDate(
    clinic.app,
    { invoiceId: first.id, dueOn: day('2026-12-15'), reason: 'asked for time' },
    clinic.clerk,
  );
  at('2026-11-10');
  invoices = [first.id, second.id, third.id];
});
afterAll(() => clinic.close());

describe('as of any instant', () => {
  test('an invoice owes what it owed then', async () => {
    const [first = '', second = '', third = ''] = invoices;
    const balance = async (id: string, when: string) =>
      (await clinic.app.db.read.invoiceBalances.asOf(id, on(when)))?.balance_cents;
    expect(await balance(first, '2026-07-31')).toBe(0);
    expect(await balance(first, '2026-08-31')).toBe(100_00);
    expect(await balance(first, '2026-09-02')).toBe(60_00);
    expect(await balance(second, '2026-10-06')).toBe(150_00);
    expect(await balance(third, '2026-10-01')).toBe(0);
    expect(await balance(third, '2026-10-03')).toBe(300_00);
    expect(await clinic.app.db.read.invoiceBalances.asOf(patientId, on('2026-10-06'))).toBeUndefined();
  });

  test('a patient owed, and had as credit, what they had then', async () => {
    const balances = (when: string) => clinic.app.db.read.patientAccounts.asOf(patientId, on(when));
    expect(await balances('2026-07-31')).toEqual([]);
    expect(await balances('2026-10-01')).toEqual([
      { currency: 'usd', balance_cents: 260_00, credit_cents: 50_00 },
    ]);
    expect(await balances('2026-11-01')).toEqual([
      { currency: 'usd', balance_cents: 510_00, credit_cents: 0 },
    ]);
  });
});

describe('a statement', () => {
  const statement = (from: string | undefined, until: string, knownAt?: Date) =>
    stateAccount(clinic.app, {
      patientId,
      currency: 'usd',
      from: from === undefined ? undefined : new Date(`${from}T04:00:00Z`),
      asOf: new Date(`${until}T23:00:00Z`),
      knownAt,
    });

  test('goes from opening over every movement to closing', async () => {
    const made = await statement('2026-10-01', '2026-11-09');
    expect(made.opening).toEqual({ balance_cents: 260_00, credit_cents: 0 });
    expect(
      made.movements.map(({ kind, amount_cents, balance_cents }) => [kind, amount_cents, balance_cents]),
    ).toEqual([
      ['issue', 300_00, 560_00],
      ['payment', -300_00, 260_00],
      ['payment_reversal', 300_00, 560_00],
      ['credit_note', -50_00, 510_00],
    ]);
    expect(made.movements[1]).toMatchObject({
      credit_cents: 50_00,
      document: expect.stringMatching(/^CLINIC-R-/),
    });
    expect(made.movements[3]?.document).toMatch(/^CLINIC-CN-/);
    expect(made.closing).toEqual({ balance_cents: 510_00, credit_cents: 0 });
  });

  test('asked again has the same hash, and money recorded later for an earlier day is left out by what was known', async () => {
    const before = await statement(undefined, '2026-11-09');
    expect((await statement(undefined, '2026-11-09')).content_hash).toBe(before.content_hash);
    const [{ now: known } = { now: new Date() }] = await clinic.rows<{ now: Date }>(
      'select clock_timestamp() as now',
    );
    await pay(invoices[2] ?? '', 10_00, '2026-11-05');
    expect((await statement(undefined, '2026-11-09')).content_hash).not.toBe(before.content_hash);
    expect((await statement(undefined, '2026-11-09', known)).content_hash).toBe(before.content_hash);
  });

  test('of an unknown patient is refused', async () => {
    const unknown = { patientId: invoices[0] ?? '', currency: 'usd' as const, from: undefined };
    await expect(stateAccount(clinic.app, { ...unknown, ...on('2026-11-09') })).rejects.toMatchObject({
      code: 'patient_unknown',
    });
  });
});

describe('the ageing', () => {
  test('sorts by the due date that held then', async () => {
    expect((await ageDebts(clinic.app, 'usd', on('2026-08-15'))).buckets).toMatchObject({ not_due: 100_00 });
    expect((await ageDebts(clinic.app, 'usd', on('2026-10-04'))).buckets).toEqual({
      not_due: 300_00,
      days_0_30: 200_00,
      days_31_60: 60_00,
      days_61_90: 0,
      days_over_90: 0,
      under_plan: 0,
    });
    // The first invoice was given time on the fifth of October.
    expect((await ageDebts(clinic.app, 'usd', on('2026-10-06'))).buckets).toMatchObject({ not_due: 360_00 });
  });

  test('ties to the receivable account on every day of the quarter', async () => {
    for (let index = 0; index < 120; index++) {
      const asOf = new Date(Date.UTC(2026, 6, 28 + index, 12));
      const report = await ageDebts(clinic.app, 'usd', { asOf, knownAt: undefined });
      const [row] = await clinic.rows<{ total: number }>(
        `select coalesce(sum(e.amount_cents), 0)::bigint as total from ledger_entries e
           join ledger_transactions t on t.id = e.transaction_id where e.account = 'receivable' and t.occurred_at <= $1`,
        [asOf],
      );
      expect(report.total_cents).toBe(row?.total);
      const patients = report.patients.reduce((sum, patient) => sum + patient.total_cents, 0);
      expect(patients).toBe(report.total_cents);
    }
  });
});

describe('the ledger', () => {
  test('lists entries by filters and pages, and its trial balance comes to zero', async () => {
    const filter = { patientId, account: 'receivable' as const, timeZone: 'America/New_York' };
    const first = await clinic.app.db.read.ledger.entries(filter, { limit: 3 });
    const rest = await clinic.app.db.read.ledger.entries(filter, {
      limit: 100,
      cursor: first.next_cursor ?? '',
    });
    const ids = [...first.data, ...rest.data].map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(rest.next_cursor).toBeNull();
    const october = await clinic.app.db.read.ledger.entries(
      { ...filter, from: '2026-10-02', to: '2026-10-02' },
      { limit: 100 },
    );
    expect(october.data).toMatchObject([{ kind: 'payment_reversal', amount_cents: 300_00 }]);
    const trial = await clinic.app.db.read.ledger.trialBalance(clinic.app.clock.now());
    expect(trial.reduce((sum, { balance_cents }) => sum + balance_cents, 0)).toBe(0);
  });
});

describe('the payments list', () => {
  test('finds by state, method, day, name, number and reference', async () => {
    const filter = { timeZone: 'America/New_York' };
    const list = async (more: object) =>
      (await clinic.app.db.read.payments.list({ ...filter, ...more }, { limit: 50 })).data;
    expect(await list({ status: 'reversed' })).toMatchObject([{ amount_cents: 350_00 }]);
    expect(await list({ status: 'succeeded', from: '2026-09-01', to: '2026-09-01' })).toHaveLength(1);
    expect(await list({ method: 'card' })).toEqual([]);
    expect(await list({ query: 'ada led' })).not.toEqual([]);
    expect(await list({ query: 'R-202610' })).toHaveLength(1);
    expect(await list({ query: 'unknown' })).toEqual([]);
  });
});

test('the certificate of a month names every number and its fate', async () => {
  expect(await certifyNumbers(clinic.app, 'receipt', '202610')).toMatchObject({
    gapless: true,
    count: 1,
    last: 1,
    numbers: [{ number: 'CLINIC-R-202610-0001', fate: 'reversed' }],
  });
  expect(await certifyNumbers(clinic.app, 'invoice', '202608')).toMatchObject({
    numbers: [{ number: 'CLINIC-202608-0001', document_id: invoices[0], fate: 'partially_paid' }],
  });
});
