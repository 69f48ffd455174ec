/** GET /api/v1/reports/ageing/pdf */
import { readAgeingPdf } from '../../capabilities/reports/ageing-pdf.ts';
import { reports } from '../../contracts/reports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { instantOf } from '../../http/inputs/instant.ts';
import { File } from '../../http/reply.ts';

endpoint(reports.ageingPdf, async ({ app, input }) => {
  const currency = input.currency ?? app.clinic.currency;
  const { bytes, name } = await readAgeingPdf(app, currency, instantOf(app, input));
  return new File(bytes, name);
});
