/** POST /api/v1/staff/{id}/reset-link */
import { resetLink } from '../../capabilities/staff/reset-link.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.resetLink, async ({ app, input, caller }) => {
  await resetLink(app, input.id, caller);
  return undefined;
});
