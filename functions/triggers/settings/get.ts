/** GET /api/v1/settings */
import { settings } from '../../contracts/settings.ts';
import { endpoint } from '../../http/endpoint.ts';
import { settingsReply } from '../../http/replies/settings.ts';

endpoint(settings.get, async ({ app }) => settingsReply(await app.db.read.settings.get()));
