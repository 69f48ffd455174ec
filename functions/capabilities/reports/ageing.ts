/** The ageing report: how long what is owed has been due, as of any instant; it ties to the ledger or is not given. */
import { AGEING_BUCKETS, type AgeingBucket, ageingBucket } from '../../domain/ageing.ts';
import { dayIn } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { must } from '../../domain/refusal.ts';
import type { Instant } from '../ports/common.ts';
import type { App } from '../ports.ts';

export type Buckets = Record<AgeingBucket, number>;
export type PatientAge = { patient_id: string; patient_name: string; buckets: Buckets; total_cents: number };
export type AgeingReport = {
  buckets: Buckets;
  total_cents: number;
  /** The receivable account itself, read apart. */
  receivable_cents: number;
  patients: PatientAge[];
};

/** Sorts every debt into its bucket. Throws when the buckets do not come to the receivable account. */
export async function ageDebts(app: App, currency: Currency, instant: Instant): Promise<AgeingReport> {
  const { debts, receivableCents } = await app.db.read.reports.owed(currency, instant);
  const today = dayIn(app.clinic.timeZone, instant.asOf);
  const buckets = noBuckets();
  const patients = new Map<string, PatientAge>();
  for (const { patient_id, patient_name, due_date, under_plan, cents } of debts) {
    const bucket = under_plan ? 'under_plan' : ageingBucket(due_date, today);
    const fresh = { patient_id, patient_name, buckets: noBuckets(), total_cents: 0 };
    const patient = patients.get(patient_id) ?? fresh;
    patients.set(patient_id, patient);
    buckets[bucket] += cents;
    patient.buckets[bucket] += cents;
    patient.total_cents += cents;
  }
  const total = AGEING_BUCKETS.reduce((sum, bucket) => sum + buckets[bucket], 0);
  must(total === receivableCents, `the ageing of ${total} is the receivable account of ${receivableCents}`);
  const owing = [...patients.values()].sort((a, b) => b.total_cents - a.total_cents);
  return { buckets, total_cents: total, receivable_cents: receivableCents, patients: owing };
}

const noBuckets = (): Buckets => ({
  not_due: 0,
  days_0_30: 0,
  days_31_60: 0,
  days_61_90: 0,
  days_over_90: 0,
  under_plan: 0,
});
