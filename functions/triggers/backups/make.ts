/** Timer, once a night: makes a backup, verifies it and rotates the old ones. */
import { randomUUID } from 'node:crypto';
import { onTimer } from '../../background.ts';
import { makeBackup } from '../../capabilities/backups/make.ts';
import { bySystem } from '../../capabilities/system-caller.ts';

onTimer('backups-make', '0 10 8 * * *', async (app) => {
  const { name, outcome, found, removed } = await makeBackup(app, bySystem(randomUUID()));
  app.log.info('backup_made', { name, outcome, removed: removed.length });
  if (outcome === 'differs') {
    throw new Error(
      `The backup ${name} does not hold what the database held: ${found.slice(0, 3).join('; ')}`,
    );
  }
});
