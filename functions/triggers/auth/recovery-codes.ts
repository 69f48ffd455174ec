/** POST /api/v1/auth/second-factor/recovery-codes */
import { renewRecoveryCodes } from '../../capabilities/auth/recovery-codes.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.recoveryCodes, async ({ app, input: { password, totp_code: code }, caller }) => ({
  recovery_codes: await renewRecoveryCodes(app, { password, code }, caller),
}));
