/** POST /api/v1/auth/register */
import { registerStaff } from '../../capabilities/auth/register.ts';
import { auth } from '../../contracts/auth.ts';
import { staffAllowed } from '../authorise.ts';
import { endpoint } from '../endpoint.ts';

endpoint(auth.register, async ({ app, input, caller, request }) => {
  const { setup_code: setupCode, ...wanted } = input;
  const trace = { requestId: caller.requestId, address: caller.address };
  const by = await staffAllowed(app, auth.register, request, { trace, action: 'staff.manage' });
  return registerStaff(app, { ...wanted, setupCode }, by ?? caller);
});
