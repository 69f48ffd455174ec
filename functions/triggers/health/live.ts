/** GET /api/v1/health/live */
import { health } from '../../contracts/health.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(health.live, async () => ({ status: 'up' as const }));
