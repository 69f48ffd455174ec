/** PATCH /api/v1/staff/{id} */
import { changeStaff } from '../../capabilities/staff/edit.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';
import { given } from '../../http/given.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { readStaff } from '../../http/replies/staff.ts';

endpoint(staff.edit, async ({ app, input: { id, ...change }, caller, request }) => {
  await changeStaff(app, { id, version: requireIfMatch(request) }, given(change), caller);
  return readStaff(app, id);
});
