/** The economic check of the random proof notices what the ledger's rules of earlier versions let happen. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { payOutCredit } from '../../functions/capabilities/patients/credit-refund-offline.ts';
import { billOf, newPatient, openProofClinic, type ProofClinic } from '../proofs/clinic.ts';
import { checkEconomy } from '../proofs/ledger/economy.ts';
import { newInvoice } from '../proofs/ledger/model.ts';
import type { ModelInvoice } from '../proofs/ledger/model-types.ts';
import { buildIssued, payOnline } from '../support/clinic-builder.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let clinic: ProofClinic;
let owner: pg.Pool;
beforeAll(async () => {
  database = await createDatabase();
  clinic = await openProofClinic(database.appUrl);
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await clinic.close();
  await database.drop();
});

/** 100.00 paid by card, credited by a note, and paid out in cash. */
async function paidOut(): Promise<ModelInvoice> {
  const { app, admin, clerk } = clinic;
  const patient = await newPatient(app, clerk);
  const id = await buildIssued(app, clerk, billOf(patient, 100_00));
  await payOnline(app, id, 100_00);
  const note = { invoiceId: id, reason: 'not given', of: { amountCents: 100_00 } };
  await issueCreditNote(app, note, admin);
  const cash = { method: 'cash' as const, reference: 'drawer', currency: 'usd' as const };
  await payOutCredit(app, { ...cash, patientId: patient, amountCents: 100_00 }, admin);
  const invoice = newInvoice(
    id,
    { id: patient, balance: 0, lots: [], clerksCredited: 0 },
    { price: 100_00, basisPoints: 0, due: '' },
  );
  return Object.assign(invoice, { creditLeft: 100_00 });
}

const GUARDS = [
  'refunds disable trigger refunds_money_back',
  'ledger_entries disable trigger ledger_entries_charge',
];

/** Refunds the payment a second time, as the rules allowed before these guards; nothing stays. */
async function withSecondRefund(
  { id, patient }: ModelInvoice,
  effect: 'credit' | 'reopen',
  work: () => Promise<void>,
): Promise<void> {
  const { admin, clerk } = clinic;
  await owner.query('begin');
  try {
    for (const guard of GUARDS) await owner.query(`alter table ${guard}`);
    const refund = await owner.query<{ id: string; payment_id: string }>(
      `insert into refunds (payment_id, currency, amount_cents, reason, effect, status, requested_by)
       select id, currency, amount_cents, 'other', $2, 'requested', $3 from payments where invoice_id = $1 returning id, payment_id`,
      [id, effect, clerk.actor.id],
    );
    const [row] = refund.rows;
    const steps = [
      `status = 'approved', decided_by = '${admin.actor.id}', decided_at = now()`,
      `status = 'processing', request = '{}', sent_at = now()`,
      `status = 'succeeded', settled_at = now()`,
    ];
    for (const step of steps) await owner.query(`update refunds set ${step} where id = $1`, [row?.id]);
    const entries = [
      `('stripe_clearing', -10000, null, null)`,
      `('receivable', 10000, '${patient.id}', 'refund')`,
      ...(effect === 'credit'
        ? [`('receivable', -10000, '${patient.id}', 'credit')`, `('adjustments', 10000, null, null)`]
        : []),
    ];
    await owner.query(
      `with t as (insert into ledger_transactions (kind, cause, currency, occurred_at)
         values ('refund', 'refund:' || $1, 'usd', now()) returning id)
       insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
       select t.id, 'usd', e.account, e.cents, e.patient::uuid, $2::uuid, $3::uuid, e.effect
       from t, (values ${entries.join(', ')}) e (account, cents, patient, effect)`,
      [row?.id, id, row?.payment_id],
    );
    await work();
  } finally {
    await owner.query('rollback');
  }
}

describe('money that left as credit and is refunded again', () => {
  test.each([
    ['credit', 'more was taken back than was charged'],
    ['reopen', 'the invoice gave back 10000 more than it took'],
  ] as const)('with effect %s is noticed', async (effect, what) => {
    const invoice = await paidOut();
    const check = () =>
      checkEconomy(owner, invoice.patient, [invoice], {
        shortfalls: new Map(),
        byStripe: false,
        operation: 'refund',
      });
    await check();
    await withSecondRefund(invoice, effect, async () => {
      await expect(check()).rejects.toThrow(what);
    });
    await check();
  });
});
