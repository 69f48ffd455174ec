/** GET /api/v1/settings */
import { settings } from '../../contracts/settings.ts';
import { endpoint } from '../endpoint.ts';
import { settingsReply } from './reply.ts';

endpoint(settings.get, async ({ app }) => settingsReply(await app.db.read.settings.get()));
