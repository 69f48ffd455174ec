/** DELETE /api/v1/sessions */
import { endOtherSessions } from '../../capabilities/sessions/end-others.ts';
import { sessions } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(sessions.endOthers, async ({ app, caller }) => {
  await endOtherSessions(app, caller);
  return undefined;
});
