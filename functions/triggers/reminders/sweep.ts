/** Timer, every quarter of an hour: queues the reminders of the day. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { sweepInstalments } from '../../capabilities/payment-plans/remind.ts';
import { sweepReminders } from '../../capabilities/reminders/sweep.ts';
import { bySystem } from '../../capabilities/system-caller.ts';

onTimer('reminders-sweep', '0 */15 * * * *', async (app) => {
  const by = bySystem(randomUUID());
  const queued = (await sweepReminders(app, by)) + (await sweepInstalments(app, by));
  if (queued > 0) app.log.info('reminders_queued', { queued });
});
