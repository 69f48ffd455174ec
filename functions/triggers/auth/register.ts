/** POST /api/v1/auth/register */
import { registerStaff } from '../../capabilities/auth/register.ts';
import { auth } from '../../contracts/auth.ts';
import { signedIn } from '../authorise.ts';
import { endpoint } from '../endpoint.ts';

endpoint(auth.register, async ({ app, input, caller, request }) => {
  const { setup_code: setupCode, ...wanted } = input;
  const by = (await signedIn(app, request, caller)) ?? caller;
  return registerStaff(app, { ...wanted, setupCode }, by);
});
