/** GET /api/v1/credit-payouts/{id} */
import { credits } from '../../contracts/credits.ts';
import { endpoint } from '../endpoint.ts';
import { readCreditPayout } from './read.ts';

endpoint(credits.payout, ({ app, input }) => readCreditPayout(app, input.id));
