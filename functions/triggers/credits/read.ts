/** One use of a patient's credit as its endpoints answer it. */

import type { CreditUseView } from '../../capabilities/ports/corrections.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** Refuses `credit_use_unknown` (404). */
export const readCreditUse = async (app: App, id: string): Promise<CreditUseView> =>
  (await app.db.read.credits.use(id)) ??
  refuse('missing', 'credit_use_unknown', 'There is no such use of credit.');
