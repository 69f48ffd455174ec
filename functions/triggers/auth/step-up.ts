/** POST /api/v1/auth/step-up */
import { stepUp } from '../../capabilities/auth/step-up.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.stepUp, async ({ app, input: { totp_code: code, password, request }, caller }) => {
  await stepUp(app, { code, password, request }, caller);
  return undefined;
});
