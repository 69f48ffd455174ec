/** GET /api/v1/staff/{id}/sessions */
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';
import { sessionViews } from '../../http/replies/sessions.ts';
import { readStaff } from '../../http/replies/staff.ts';

endpoint(staff.sessions, async ({ app, input, caller }) => {
  await readStaff(app, input.id);
  return sessionViews(app, input.id, caller);
});
