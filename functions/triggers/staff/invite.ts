/** POST /api/v1/staff */
import { inviteStaff } from '../../capabilities/staff/invite.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readStaff } from '../../http/replies/staff.ts';

endpoint(staff.invite, async ({ app, input, caller }) => {
  const { id } = await inviteStaff(app, input, caller);
  return readStaff(app, id);
});
