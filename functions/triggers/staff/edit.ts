/** PATCH /api/v1/staff/{id} */
import { changeStaff } from '../../capabilities/staff/change.ts';
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../endpoint.ts';
import { given } from '../given.ts';
import { readStaff } from './read.ts';

endpoint(staff.edit, async ({ app, input: { id, ...change }, caller }) => {
  await changeStaff(app, id, given(change), caller);
  return readStaff(app, id);
});
