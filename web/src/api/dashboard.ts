/** The API of the first page. */
import { dashboard } from '../../../functions/contracts/dashboard.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const dashboardApi = createClient({ dashboard }, session.send, withProof).dashboard;
