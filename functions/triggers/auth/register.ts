/** POST /api/v1/auth/register */
import { registerStaff } from '../../capabilities/auth/register.ts';
import { requireRecentProof } from '../../capabilities/auth/step-up.ts';
import { auth } from '../../contracts/auth.ts';
import { actingDatabase } from '../../http/acting.ts';
import { staffAllowed } from '../../http/authorise.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.register, async ({ app, input, caller, request }) => {
  const { setup_code: setupCode, ...wanted } = input;
  const trace = { requestId: caller.requestId, address: caller.address };
  const by = await staffAllowed(app, auth.register, request, { trace, action: 'staff.manage' });
  if (!by) return registerStaff(app, { ...wanted, setupCode }, caller);
  await requireRecentProof(app, by, true);
  const acting = { route: auth.register, action: 'staff.manage' as const, caller: by, request: '' };
  const db = actingDatabase(app, app.db, acting);
  return registerStaff({ ...app, db }, { ...wanted, setupCode }, by);
});
