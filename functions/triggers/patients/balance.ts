/** GET /api/v1/patients/{id}/balance */
import { patientAccount } from '../../contracts/patient-account.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';
import { instantOf } from '../../http/inputs/instant.ts';

endpoint(patientAccount.balance, async ({ app, input }) => {
  const instant = instantOf(app, input);
  const balances = requireFound(await app.db.read.patientAccounts.asOf(input.id, instant), 'patient');
  return { as_of: instant.asOf.toISOString(), balances };
});
