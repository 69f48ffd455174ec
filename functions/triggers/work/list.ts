/** GET /api/v1/work */
import { work } from '../../contracts/work.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(work.list, ({ app, input: { limit, cursor } }) => app.db.read.deadLetters.list({ limit, cursor }));
