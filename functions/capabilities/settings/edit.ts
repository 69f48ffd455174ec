/** Changes the clinic's settings. Refuses an outdated version. */
import { refuse } from '../../domain/refusal.ts';
import { type ClinicSettings, type SettingsChange, settingsWith } from '../../domain/settings.ts';
import type { Caller } from '../ports/common.ts';
import type { StoredSettings } from '../ports/settings.ts';
import type { App } from '../ports.ts';

/** Refuses `changed_meanwhile` (412). The audit records the values before and after. */
export async function changeSettings(
  app: App,
  change: SettingsChange,
  version: number | undefined,
  by: Caller,
): Promise<StoredSettings> {
  return app.db.transaction(async (tx) => {
    const before = await tx.settings.lock();
    if (version !== undefined && version !== before.version) {
      refuse('stale', 'changed_meanwhile', 'The settings were changed meanwhile. Reload them and try again.');
    }
    const after = settingsWith(change, before);
    // Only these are stored: a rule that was never saved stays a default.
    const parts = Object.keys(change) as (keyof ClinicSettings)[];
    await tx.settings.save(Object.fromEntries(parts.map((part) => [part, after[part]])));
    await tx.audit.record(by, {
      action: 'change_settings',
      targetType: 'settings',
      targetId: null,
      details: Object.fromEntries(parts.map((part) => [part, { before: before[part], after: after[part] }])),
    });
    return tx.settings.get();
  });
}
