/** `npm run alerts`: what someone should look at, with what to do about it; the exit code is 1 when there is anything. */
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { say, withApp } from './tool-app.ts';

await withApp(async (app) => {
  const alerts = await findAlerts(app);
  for (const { kind, id, reason, since, remedy } of alerts) {
    say(`${since.toISOString()}  ${kind.padEnd(20)} ${id}\n    ${reason}\n    → ${remedy}`);
  }
  say(alerts.length === 0 ? 'Nothing needs anybody.' : `${alerts.length} alerts.`);
  if (alerts.length > 0) process.exitCode = 1;
});
