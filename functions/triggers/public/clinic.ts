/** GET /api/v1/public/clinic */
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../../http/endpoint.ts';
import { clinicOf } from '../../http/replies/public.ts';

endpoint(publicRoutes.clinic, async ({ app }) => clinicOf(app));
