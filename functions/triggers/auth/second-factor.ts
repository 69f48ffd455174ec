/** POST /api/v1/auth/second-factor */
import { offerSecondFactor } from '../../capabilities/auth/second-factor.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.secondFactor, ({ app, input, caller }) => offerSecondFactor(app, input.password, caller));
