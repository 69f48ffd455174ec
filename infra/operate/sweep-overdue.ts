/** `npm run sweep:overdue`: marks what is overdue now, as the timer and the queue do it. */

import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { say, withApp } from './tool-app.ts';

/** Invoices after which the progress is printed. */
const EACH = 10_000;

await withApp(async (app) => {
  const by = bySystem('sweep-overdue');
  let [looked, marked] = [0, 0];
  const found = await sweepOverdue(app, async (ids) => {
    const before = Math.floor(looked / EACH);
    looked += ids.length;
    const late = await markOverdue(app, ids, by);
    marked += late;
    if (Math.floor(looked / EACH) > before) say(`${looked} looked at, ${marked} marked`);
  });
  say(`${found} invoices were past their due date and not marked; ${marked} are marked overdue now.`);
});
