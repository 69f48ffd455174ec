/** A patient's statement: what was owed, what moved it, what is owed now; asserted before it is given. */
import type { Statement } from '../../contracts/patient-account.ts';
import type { Currency } from '../../domain/currency.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { must } from '../../domain/refusal.ts';
import { sha256Of } from '../documents/sha256.ts';
import type { Instant } from '../ports/common.ts';
import type { App } from '../ports.ts';

/**
 * The statement as of an instant. The same question gets the same hash, however often it is asked, as long as
 * nothing is recorded later for an earlier time; `knownAt` leaves even that out. Refuses `patient_unknown`.
 */
export async function stateAccount(
  app: App,
  input: { patientId: string; currency: Currency; from: Date | undefined } & Instant,
): Promise<Statement> {
  const { patientId, currency, from, asOf, knownAt } = input;
  if (!(await app.db.read.patients.get(patientId))) {
    refuseMissing('patient');
  }
  const found = await app.db.read.patientAccounts.statement(patientId, currency, from, { asOf, knownAt });
  const running = { ...found.opening };
  const movements = found.movements.map((movement) => {
    running.balance_cents += movement.amount_cents;
    running.credit_cents += movement.credit_cents;
    return {
      ...movement,
      balance_cents: running.balance_cents,
      credit_balance_cents: running.credit_cents,
    };
  });
  const { closing, opening } = found;
  must(
    running.balance_cents === closing.balance_cents && running.credit_cents === closing.credit_cents,
    `the statement of patient ${patientId} comes to its closing balance`,
  );
  const content = {
    patient_id: patientId,
    currency,
    from: from?.toISOString() ?? null,
    as_of: asOf.toISOString(),
    opening,
    movements,
    closing,
  };
  return { ...content, content_hash: sha256Of(JSON.stringify(content)) };
}
