/** The API that explains a balance, loaded with its dialog. */
import { invoiceExplanation } from '../../../functions/contracts/invoice-explanation.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const invoiceExplanationApi = createClient({ invoiceExplanation }, session.send).invoiceExplanation;
