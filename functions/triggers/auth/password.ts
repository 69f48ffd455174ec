/** POST /api/v1/auth/password */
import { changePassword } from '../../capabilities/auth/password.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(
  auth.password,
  async ({ app, input: { current_password: current, new_password: wanted }, caller }) => {
    await changePassword(app, { current, wanted }, caller);
    return undefined;
  },
);
