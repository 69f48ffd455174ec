/** GET /api/v1/auth/me */
import { ownAccount } from '../../capabilities/auth/prove.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../endpoint.ts';

endpoint(auth.me, async ({ app, caller }) => {
  const { id, email, name, role, secondFactor } = await ownAccount(app, caller);
  return { id, email, name, role, second_factor: secondFactor?.confirmed ?? false };
});
