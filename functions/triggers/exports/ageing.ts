/** GET /api/v1/exports/ageing */
import { ageDebts } from '../../capabilities/reports/ageing.ts';
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { ageingFile } from '../../http/exports/books.ts';
import { instantOf } from '../../http/inputs/instant.ts';

endpoint(exports.ageing, async ({ app, input }) => {
  const currency = input.currency ?? app.clinic.currency;
  return ageingFile(app, currency, await ageDebts(app, currency, instantOf(app, input)));
});
