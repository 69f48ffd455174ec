/** GET /api/v1/metrics */
import { measure } from '../../capabilities/operations/measure.ts';
import { operations } from '../../contracts/operations.ts';
import { metricsText } from '../../domain/metrics-text.ts';
import { endpoint } from '../../http/endpoint.ts';
import { File } from '../../http/reply.ts';
import { requireScraper } from '../../http/scraper.ts';

endpoint(operations.metrics, async ({ app, caller, request }) => {
  requireScraper(app, caller, request);
  const { counts, readings } = await measure(app, null);
  return new File(Buffer.from(metricsText(counts, readings)), 'metrics.txt');
});
