/** GET /api/v1/public/clinic */
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../endpoint.ts';
import { clinicOf } from './view.ts';

endpoint(publicRoutes.clinic, async ({ app }) => clinicOf(app));
