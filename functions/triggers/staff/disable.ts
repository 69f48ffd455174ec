/** POST /api/v1/staff/{id}/disable */
import { disableStaff } from '../../capabilities/staff/disable.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.disable, async ({ app, input, caller }) => {
  await disableStaff(app, input.id, caller);
  return undefined;
});
