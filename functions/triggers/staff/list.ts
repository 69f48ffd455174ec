/** GET /api/v1/staff */
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../endpoint.ts';

endpoint(staff.list, ({ app, input }) => app.db.read.staff.list(input));
