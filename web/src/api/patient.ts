/** The API as a patient's link uses it: no session, no cookies. */
import { publicRoutes } from '../../../functions/contracts/public.ts';
import { createClient } from './client.ts';

export const patientApi = createClient({ public: publicRoutes }, (url, init) =>
  fetch(url, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer' }),
).public;
