/** When a patient may be erased: the law on keeping records comes before a request to be forgotten. */
import { addYears, type Day } from './calendar.ts';
import { type FieldError, refuse } from './refusal.ts';

export const ERASED = 'This patient was erased.';

/** Refuses to change what belonged to an erased patient, or to make it again (410). */
export const refuseErased = (fields: readonly FieldError[] = []): never =>
  refuse('gone', 'patient_erased', ERASED, { fields });

export type PatientStanding = {
  erased: boolean;
  /** Something is owed, by the patient or to them. */
  moneyOpen: boolean;
  /** A refund or a dispute is still on its way. */
  matterOpen: boolean;
  /** The last day on which anything was billed or paid. */
  lastActivityOn: Day | null;
};

/**
 * `keptYears` is the clinic's rule for patients' records (null: for ever). Refuses with `patient_erased`, `money_open`, `matter_open`, `on_hold` or `retention_not_over` (409). An admin who
 * gives a reason may erase before the years of retention are over; nothing else can be overridden.
 */
export function requireErasable(
  standing: PatientStanding,
  rules: { today: Day; keptYears: number | null; onHold: boolean; overrideReason: string | undefined },
): void {
  if (standing.erased) refuse('conflict', 'patient_erased', 'This patient is erased.');
  if (standing.moneyOpen) {
    refuse('conflict', 'money_open', 'Money is owed. Settle, credit or write it off first.');
  }
  if (standing.matterOpen) refuse('conflict', 'matter_open', 'A refund or a dispute is not finished.');
  if (rules.onHold) refuse('conflict', 'on_hold', 'The records of this patient are on hold.');
  if (!standing.lastActivityOn || rules.overrideReason !== undefined) return;
  const keptUntil = rules.keptYears === null ? null : addYears(standing.lastActivityOn, rules.keptYears);
  if (keptUntil !== null && keptUntil <= rules.today) return;
  refuse(
    'conflict',
    'retention_not_over',
    `The records must be kept ${keptUntil === null ? 'for ever' : `until ${keptUntil}`}. Give a reason to erase them before.`,
  );
}
