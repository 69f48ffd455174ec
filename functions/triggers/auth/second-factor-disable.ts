/** POST /api/v1/auth/second-factor/disable */
import { dropSecondFactor } from '../../capabilities/auth/second-factor-disable.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.secondFactorDisable, async ({ app, input: { password, totp_code: code }, caller }) => {
  await dropSecondFactor(app, { password, code }, caller);
  return undefined;
});
