/** One use of a patient's credit as its endpoints answer it. */

import type { CreditUseView } from '../../capabilities/ports/corrections.ts';
import type { App } from '../../capabilities/ports.ts';
import { requireFound } from '../../domain/missing.ts';

/** Refuses `credit_use_unknown` (404). */
export const readCreditUse = async (app: App, id: string): Promise<CreditUseView> =>
  requireFound(await app.db.read.credits.use(id), 'credit_use');
