/** The API as staff use it: typed functions that carry the session. */
import { dashboard } from '../../../functions/contracts/dashboard.ts';
import { invoices } from '../../../functions/contracts/invoices.ts';
import { patients } from '../../../functions/contracts/patients.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const api = createClient({ dashboard, invoices, patients }, session.send);
