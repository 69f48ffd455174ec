/** POST /api/v1/auth/reset */
import { resetPassword } from '../../capabilities/auth/reset.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.reset, async ({ app, input, caller }) => {
  await resetPassword(app, input.token, input.password, caller);
  return undefined;
});
