/** POST /api/v1/staff/{id}/enable */
import { enableStaff } from '../../capabilities/staff/enable.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.enable, async ({ app, input, caller }) => {
  await enableStaff(app, input.id, caller);
  return undefined;
});
