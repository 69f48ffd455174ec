/** POST /api/v1/reconciliation/run */
import { requestRun } from '../../capabilities/recovery/run.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { command } from '../command.ts';
import { readRun } from './read.ts';

command(
  reconciliation.run,
  ({ app, caller }) => requestRun(app, caller),
  ({ app }, id) => readRun(app, id),
);
