/** GET /api/v1/backups */
import { listBackups } from '../../capabilities/backups/list.ts';
import { backups } from '../../contracts/backups.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(backups.list, ({ app }) => listBackups(app));
