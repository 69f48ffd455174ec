/** Timer, every ten minutes: asks for a comparison of Stripe's books with ours. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { scheduleReconciliation } from '../../capabilities/reconciliation/compare.ts';
import { bySystem } from '../../capabilities/system-caller.ts';

onTimer('reconciliation-compare', '30 */10 * * * *', async (app) => {
  await scheduleReconciliation(app, bySystem(`timer-${randomUUID()}`));
});
