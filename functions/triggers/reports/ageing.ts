/** GET /api/v1/reports/ageing */
import { ageDebts } from '../../capabilities/reports/ageing.ts';
import { reports } from '../../contracts/reports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { instantOf } from '../../http/inputs/instant.ts';

endpoint(reports.ageing, async ({ app, input }) => {
  const currency = input.currency ?? app.clinic.currency;
  const instant = instantOf(app, input);
  const report = await ageDebts(app, currency, instant);
  return { as_of: instant.asOf.toISOString(), currency, ...report };
});
