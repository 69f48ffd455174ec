/** GET /api/v1/credit-payouts/{id} */
import { creditPayouts } from '../../contracts/credit-payouts.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readCreditPayout } from '../../http/replies/credits.ts';

endpoint(creditPayouts.get, ({ app, input }) => readCreditPayout(app, input.id));
