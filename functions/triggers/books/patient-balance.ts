/** GET /api/v1/patients/{id}/balance */
import { books } from '../../contracts/books.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';
import { instantOf } from './instant.ts';

endpoint(books.patientBalance, async ({ app, input }) => {
  const instant = instantOf(app, input);
  const balances = await app.db.read.books.patientAsOf(input.id, instant);
  if (!balances) return refuse('missing', 'patient_unknown', 'There is no such patient.');
  return { as_of: instant.asOf.toISOString(), balances };
});
