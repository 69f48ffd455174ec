/** The ledger, the ageing of debts, and Stripe's books beside ours, as files. */
import { everyRow } from '../../capabilities/every-row.ts';
import type { LedgerFilter } from '../../capabilities/ports/ledger.ts';
import type { App } from '../../capabilities/ports.ts';
import type { AgeingReport, Buckets } from '../../capabilities/reports/ageing.ts';
import type { LedgerEntry } from '../../contracts/ledger.ts';
import type { Payout, ReconciliationBreak } from '../../contracts/reconciliation.ts';
import type { Currency } from '../../domain/currency.ts';
import { columnsOf, csvFile } from './columns.ts';

const entry = columnsOf<LedgerEntry>();
const LEDGER_COLUMNS = [
  entry.instant('occurred_at'),
  entry.instant('recorded_at'),
  entry.field('kind'),
  entry.field('account'),
  entry.field('currency'),
  entry.money('amount_cents'),
  entry.field('effect'),
  entry.field('invoice_number'),
  entry.field('cause'),
  entry.field('transaction_id'),
  entry.field('invoice_id'),
  entry.field('patient_id'),
  entry.field('payment_id'),
  entry.field('id'),
];

/** The entries of a filter, newest first. Debits are positive, credits negative. */
export const ledgerFile = (app: App, filter: LedgerFilter) =>
  csvFile(
    app,
    'ledger',
    LEDGER_COLUMNS,
    everyRow((page) => app.db.read.ledger.entries(filter, page)),
  );

type Debtor = { [bucket in keyof Buckets as `${bucket}_cents`]: number } & {
  patient_name: string;
  patient_id: string | null;
  currency: string;
  total_cents: number;
};
const debtor = columnsOf<Debtor>();
const AGEING_COLUMNS = [
  debtor.field('patient_name'),
  debtor.field('currency'),
  debtor.money('not_due_cents'),
  debtor.money('days_0_30_cents'),
  debtor.money('days_31_60_cents'),
  debtor.money('days_61_90_cents'),
  debtor.money('days_over_90_cents'),
  debtor.money('under_plan_cents'),
  debtor.money('total_cents'),
  debtor.field('patient_id'),
];

/** A row for each patient who owes, and the sum of all. */
export function ageingFile(app: App, currency: Currency, report: AgeingReport) {
  const row = (patient: Pick<Debtor, 'patient_name' | 'patient_id'>, buckets: Buckets, total: number) => ({
    ...patient,
    currency,
    not_due_cents: buckets.not_due,
    days_0_30_cents: buckets.days_0_30,
    days_31_60_cents: buckets.days_31_60,
    days_61_90_cents: buckets.days_61_90,
    days_over_90_cents: buckets.days_over_90,
    under_plan_cents: buckets.under_plan,
    total_cents: total,
  });
  const sum = { patient_name: 'All patients', patient_id: null };
  return csvFile(app, 'aging', AGEING_COLUMNS, [
    ...report.patients.map((each) => row(each, each.buckets, each.total_cents)),
    row(sum, report.buckets, report.total_cents),
  ]);
}

const discrepancy = columnsOf<ReconciliationBreak>();
const DISCREPANCY_COLUMNS = [
  discrepancy.instant('happened_at'),
  discrepancy.field('class'),
  discrepancy.field('object'),
  discrepancy.field('invoice_number'),
  discrepancy.field('currency'),
  discrepancy.money('ours_cents'),
  discrepancy.money('stripe_cents'),
  discrepancy.field('detail'),
  discrepancy.field('next_step'),
  discrepancy.instant('found_at'),
  discrepancy.instant('resolved_at'),
  discrepancy.field('accepted_note'),
  discrepancy.field('stripe_payout_id'),
  discrepancy.field('invoice_id'),
  discrepancy.field('id'),
];

/** The differences between Stripe's books and ours. */
export const discrepanciesFile = (app: App, discrepancies: readonly ReconciliationBreak[]) =>
  csvFile(app, 'reconciliation', DISCREPANCY_COLUMNS, discrepancies);

type PayoutRow = Pick<Payout, 'stripe_payout_id' | 'arrives_on' | 'status' | 'currency' | 'reconciled'> & {
  payout_cents: number;
} & Partial<Omit<Payout['parts'][number], 'id'> & { transaction_id: string }>;
const payout = columnsOf<PayoutRow>();
const PAYOUT_COLUMNS = [
  payout.field('stripe_payout_id'),
  payout.field('arrives_on'),
  payout.field('status'),
  payout.field('reconciled'),
  payout.field('currency'),
  payout.money('payout_cents'),
  payout.field('transaction_id'),
  payout.field('type'),
  payout.field('source'),
  payout.money('amount_cents'),
  payout.money('fee_cents'),
  payout.money('net_cents'),
  payout.money('ours_cents'),
  payout.field('matches'),
  payout.field('invoice_id'),
  payout.instant('made_at'),
];

function* payoutRows(payouts: readonly Payout[]): Generator<PayoutRow> {
  for (const { parts, amount_cents, ...rest } of payouts) {
    const { stripe_payout_id, arrives_on, status, currency, reconciled } = rest;
    const whole = { stripe_payout_id, arrives_on, status, currency, reconciled, payout_cents: amount_cents };
    if (parts.length === 0) yield whole;
    for (const { id, ...part } of parts) yield { ...whole, ...part, transaction_id: id };
  }
}

/** Payouts, a row for each transaction in them. */
export const payoutsFile = (app: App, payouts: readonly Payout[]) =>
  csvFile(app, 'payouts', PAYOUT_COLUMNS, payoutRows(payouts));
