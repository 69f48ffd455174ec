/** POST /api/v1/reconciliation/run */
import { runReconciliation } from '../../capabilities/reconciliation/run.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { command } from '../../http/command.ts';
import { readRun } from '../../http/replies/reconciliation.ts';

command(
  reconciliation.run,
  ({ app, caller }) => runReconciliation(app, caller),
  ({ app }, id) => readRun(app, id),
);
