/** POST /api/v1/auth/second-factor/confirm */
import { confirmSecondFactor } from '../../capabilities/auth/second-factor-confirm.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.secondFactorConfirm, async ({ app, input, caller }) => ({
  recovery_codes: await confirmSecondFactor(app, input.totp_code, caller),
}));
