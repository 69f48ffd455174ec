/** GET /api/v1/health/ready */
import { checkParts } from '../../capabilities/health/ready.ts';
import { health } from '../../contracts/health.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Reply } from '../../http/reply.ts';

endpoint(health.ready, async ({ app }) => {
  const { up, parts } = await checkParts(app);
  const body = { status: up ? ('up' as const) : ('down' as const), parts };
  return up ? body : new Reply(body, { status: 503, headers: { 'retry-after': '5' } });
});
