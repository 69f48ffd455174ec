/** GET /api/v1/staff */
import { staff } from '../../contracts/staff.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(staff.list, ({ app, input }) => app.db.read.staff.list(input));
