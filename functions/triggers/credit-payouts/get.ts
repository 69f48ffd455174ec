/** GET /api/v1/credit-payouts/{id} */
import { credits } from '../../contracts/credits.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

endpoint(credits.payout, ({ app, input }) => readCreditPayout(app, input.id));
