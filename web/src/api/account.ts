/** The API of one's own account: password, second factor, fresh proofs. */
import { auth } from '../../../functions/contracts/auth.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const accountApi = createClient({ auth }, session.send, withProof).auth;
