/** GET /api/v1/invoices/{id}/balance */
import { books } from '../../contracts/books.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';
import { instantOf } from './instant.ts';

endpoint(books.invoiceBalance, async ({ app, input }) => {
  const instant = instantOf(app, input);
  const figures = await app.db.read.books.invoiceAsOf(input.id, instant);
  if (!figures) return refuse('missing', 'invoice_unknown', 'There is no such invoice.');
  return { as_of: instant.asOf.toISOString(), ...figures };
});
