/** Lists whose names and amounts are as long as the product takes them, in place of the API's answers. */
import type { Page } from '@playwright/test';
import type * as z from 'zod';
import type { Dispute } from '../../functions/contracts/disputes.ts';
import type { InvoiceSummary } from '../../functions/contracts/invoices.ts';
import type { ledger as contracts } from '../../functions/contracts/ledger.ts';
import type { patientSummary } from '../../functions/contracts/patients.ts';
import type { listedPayment } from '../../functions/contracts/payments.ts';
import type { Refund } from '../../functions/contracts/refunds.ts';
import type { reports } from '../../functions/contracts/reports.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const MOMENT = '2026-11-27T22:38:24.166Z';
const AMOUNT = 98_765_432;
const owner = {
  patient_id: ID,
  patient_name: 'Maria Guadalupe Hernandez-Villanueva Christopherson',
  invoice_number: 'CLINIC-202611-0016',
};
const money = { amount_cents: AMOUNT, currency: 'usd' } as const;
const moving = { dispute_open: true, refund_blocked: true, refund_waiting: true };

const invoice: InvoiceSummary = {
  ...owner,
  ...moving,
  id: ID,
  status: 'partially_paid',
  currency: 'usd',
  total_amount_cents: AMOUNT,
  balance_cents: AMOUNT - 1,
  due_date: '2026-08-27',
  overdue_since: '2026-08-28',
  issued_at: MOMENT,
  created_at: MOMENT,
};

const payment: z.output<typeof listedPayment> = {
  ...owner,
  ...money,
  ...moving,
  id: ID,
  invoice_id: ID,
  status: 'succeeded',
  method: 'bank_transfer',
  stripe_payment_id: null,
  refunded_cents: AMOUNT - 1,
  failure_message: null,
  receipt_number: 'CLINIC-R-202611-0016',
  reference: 'Transfer 1234567890123456789',
  reversed_at: null,
  received_at: MOMENT,
  fee_cents: 2_345_678,
  fee_currency: 'usd',
  settled_cents: null,
  exchange_rate: null,
};

const refund: Refund = {
  ...owner,
  ...money,
  id: ID,
  payment_id: ID,
  invoice_id: ID,
  status: 'requested',
  reason: 'requested_by_customer',
  note: 'The second appointment was moved to the spring and is billed then.',
  effect: 'credit',
  warning: null,
  not_approvable: null,
  given_back: null,
  parts: [{ invoice_id: ID, invoice_number: owner.invoice_number, amount_cents: money.amount_cents }],
  outside_approval: false,
  self_approved: false,
  requested_by: ID,
  requested_by_name: 'Bartholomew Featherstonehaugh',
  decided_by: null,
  decided_by_name: null,
  decided_at: null,
  decision_reason: null,
  stripe_refund_id: null,
  failure_reason: null,
  settled_at: null,
  created_at: MOMENT,
};

const dispute: Dispute = {
  ...owner,
  ...money,
  id: ID,
  stripe_dispute_id: 'dp_1QvEXAMPLEexampleEXAMPLE12',
  payment_id: ID,
  invoice_id: ID,
  reason: 'product_not_received',
  status: 'lost',
  is_inquiry: false,
  needs_response: true,
  is_charge_refundable: false,
  evidence_due_at: MOMENT,
  withdrawn_cents: AMOUNT,
  reinstated_cents: 0,
  fee_cents: 1500,
  fee_currency: 'usd',
  needs_decision: true,
  outcome: null,
  decided_by: null,
  decided_by_name: null,
  decided_at: null,
  opened_at: MOMENT,
};

const patient: z.output<typeof patientSummary> = {
  id: ID,
  name: owner.patient_name,
  email: 'maria.guadalupe.hernandez-villanueva.christopherson@patients.example',
  phone: '+15550100101',
  dob: '1984-03-12',
  balances: [{ currency: 'usd', balance_cents: AMOUNT, credit_cents: AMOUNT }],
  created_at: MOMENT,
};

const buckets = {
  not_due: AMOUNT,
  days_0_30: AMOUNT,
  days_31_60: AMOUNT,
  days_61_90: AMOUNT,
  days_over_90: AMOUNT,
  under_plan: AMOUNT,
};
const ageing: z.output<typeof reports.ageing.reply> = {
  as_of: MOMENT,
  currency: 'usd',
  patients: [{ patient_id: ID, patient_name: owner.patient_name, buckets, total_cents: 6 * AMOUNT }],
  buckets,
  total_cents: 6 * AMOUNT,
  receivable_cents: 6 * AMOUNT,
};

const ledger: z.output<typeof contracts.list.reply> = {
  data: [],
  next_cursor: null,
  trial_balance: [
    { account: 'stripe_clearing', currency: 'usd', balance_cents: 90 * AMOUNT },
    { account: 'revenue', currency: 'usd', balance_cents: -90 * AMOUNT },
  ],
};

const LISTS = { invoices: invoice, payments: payment, refunds: refund, disputes: dispute, patients: patient };

/** From now on the page's lists hold one long row each, and the aging report too. */
export async function answerLongLists(page: Page): Promise<void> {
  for (const [name, row] of Object.entries(LISTS)) {
    const json = { data: [row], next_cursor: null };
    await page.route(new RegExp(`/api/v1/${name}(\\?|$)`), (route) => route.fulfill({ json }));
  }
  await page.route(/\/api\/v1\/reports\/ageing/, (route) => route.fulfill({ json: ageing }));
  await page.route(/\/api\/v1\/ledger(\?|$)/, (route) => route.fulfill({ json: ledger }));
}
