/** GET /api/v1/staff/{id} */
import { staff } from '../../contracts/staff.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.get, async ({ app, input }) => {
  const found = await app.db.read.staff.view(input.id);
  return requireFound(found, 'staff');
});
