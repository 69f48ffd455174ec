/** GET /api/v1/staff/{id}/sessions */
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../endpoint.ts';
import { sessionViews } from '../session-views.ts';
import { readStaff } from './read.ts';

endpoint(staff.sessions, async ({ app, input, caller }) => {
  await readStaff(app, input.id);
  return sessionViews(app, input.id, caller);
});
