/** POST /api/v1/staff/{id}/remove-second-factor */
import { removeSecondFactor } from '../../capabilities/staff/remove-second-factor.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.removeSecondFactor, async ({ app, input, caller }) => {
  await removeSecondFactor(app, input.id, caller);
  return undefined;
});
