/** PATCH /api/v1/settings */
import { changeSettings } from '../../capabilities/settings/edit.ts';
import { settings } from '../../contracts/settings.ts';
import type { SettingsChange } from '../../domain/settings.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { settingsReply } from '../../http/replies/settings.ts';

endpoint(settings.edit, async ({ app, input, caller, request }) =>
  settingsReply(await changeSettings(app, input as SettingsChange, requireIfMatch(request), caller)),
);
