/** The API of patients and invoices: typed functions that carry the session. Other areas stand beside it. */
import { invoices } from '../../../functions/contracts/invoices.ts';
import { patients } from '../../../functions/contracts/patients.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const api = createClient({ invoices, patients }, session.send, withProof);
