/** GET /api/v1/auth/me */
import { ownAccount } from '../../capabilities/auth/me.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.me, async ({ app, caller }) => {
  const { id, email, name, role, language, secondFactor } = await ownAccount(app, caller);
  const { security } = await app.db.read.settings.get();
  return {
    ...{ id, email, name, role, language },
    second_factor: secondFactor?.confirmed ?? false,
    second_factor_required: security.second_factor === 'required',
    recovery_codes_left: await app.db.read.staff.recoveryCodesLeft(id),
  };
});
