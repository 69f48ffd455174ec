/** DELETE /api/v1/sessions/{id} */
import { endSession } from '../../capabilities/sessions/end.ts';
import { sessions } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(sessions.end, async ({ app, input, caller }) => {
  await endSession(app, input.id, caller);
  return undefined;
});
