/** `npm run sweep:overdue`: marks what is overdue now, as the timer and the queue do it. */
import { bySystem } from '../../functions/capabilities/audit.ts';
import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import { say, withApp } from './tool-app.ts';

await withApp(async (app) => {
  const by = bySystem('sweep-overdue');
  let marked = 0;
  const found = await sweepOverdue(app, async (ids) => {
    marked += await markOverdue(app, ids, by);
  });
  say(`${found} invoices were past their due date and not marked; ${marked} are marked overdue now.`);
});
