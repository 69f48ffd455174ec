/** GET /api/v1/settings */
import { settingsRoutes } from '../../contracts/settings.ts';
import { endpoint } from '../endpoint.ts';
import { settingsReply } from './reply.ts';

endpoint(settingsRoutes.get, async ({ app }) => settingsReply(await app.db.read.settings.get()));
