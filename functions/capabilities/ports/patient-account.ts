/** What the ledger says of a patient as of an instant. */
import type { PatientBalance, Statement } from '../../contracts/patient-account.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Instant } from './common.ts';

/** A movement without the balances that it led to. */
export type StatementMovement = Omit<
  Statement['movements'][number],
  'balance_cents' | 'credit_balance_cents'
>;

export type PatientAccountStore = {
  /** The balances by currency; nothing when there is no such patient. */
  asOf(patientId: string, instant: Instant): Promise<PatientBalance[] | undefined>;
  /** What a patient owed and had as credit before `from`, all that moved it until the instant, and what it came to. */
  statement(
    patientId: string,
    currency: Currency,
    from: Date | undefined,
    instant: Instant,
  ): Promise<{
    opening: Omit<PatientBalance, 'currency'>;
    movements: StatementMovement[];
    closing: Omit<PatientBalance, 'currency'>;
  }>;
};
