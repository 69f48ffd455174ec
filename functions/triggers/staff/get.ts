/** GET /api/v1/staff/{id} */
import { staff } from '../../contracts/staff.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';

endpoint(staff.get, async ({ app, input }) => {
  const found = await app.db.read.staff.view(input.id);
  return found ?? refuse('missing', 'staff_unknown', 'There is no such member of staff.');
});
