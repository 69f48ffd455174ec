/** All that the API promises, area by area: the server, the web client and the OpenAPI document read this. */
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { dashboard } from './dashboard.ts';
import { health } from './health.ts';
import { invoices } from './invoices.ts';
import { patients } from './patients.ts';
import { publicRoutes } from './public.ts';
import { webhooks } from './webhooks.ts';

export const contracts = { audit, auth, dashboard, health, invoices, patients, public: publicRoutes, webhooks };
