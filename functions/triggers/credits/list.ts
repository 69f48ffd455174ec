/** GET /api/v1/credits */
import { credits } from '../../contracts/credits.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(credits.list, ({ app, input }) => app.db.read.credits.list(input));
