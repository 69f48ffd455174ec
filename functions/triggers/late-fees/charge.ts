/** Timer, every hour of the clinic's day: charges the fees for lateness, if the clinic wants them. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { chargeLateFees } from '../../capabilities/late-fees/charge.ts';
import { bySystem } from '../../capabilities/system-caller.ts';

onTimer('late-fees-charge', '0 40 * * * *', async (app) => {
  const charged = await chargeLateFees(app, bySystem(randomUUID()));
  if (charged > 0) app.log.info('late_fees_charged', { charged });
});
