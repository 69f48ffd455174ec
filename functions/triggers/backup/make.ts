/** Timer, once a night: makes a backup and rotates the old ones. */
import { randomUUID } from 'node:crypto';
import { bySystem } from '../../capabilities/audit.ts';
import { makeBackup } from '../../capabilities/backups/make.ts';
import { onTimer } from '../background.ts';

onTimer('backup-make', '0 10 8 * * *', async (app) => {
  const { name, removed } = await makeBackup(app, bySystem(randomUUID()));
  app.log.info('backup_made', { name, removed: removed.length });
});
