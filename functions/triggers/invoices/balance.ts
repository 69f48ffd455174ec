/** GET /api/v1/invoices/{id}/balance */
import { invoiceBalance } from '../../contracts/invoice-balance.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';
import { instantOf } from '../../http/inputs/instant.ts';

endpoint(invoiceBalance.balance, async ({ app, input }) => {
  const instant = instantOf(app, input);
  const figures = requireFound(await app.db.read.invoiceBalances.asOf(input.id, instant), 'invoice');
  return { as_of: instant.asOf.toISOString(), ...figures };
});
