/** Changing the clinic's settings; whoever read an older version is told so. */
import { refuse } from '../../domain/refusal.ts';
import { type ClinicSettings, type SettingsChange, settingsWith } from '../../domain/settings.ts';
import type { Caller } from '../ports/common.ts';
import type { StoredSettings } from '../ports/reminders.ts';
import type { App } from '../ports.ts';

/** Refuses `changed_meanwhile` (412). The audit tells what was set, before and after. */
export async function changeSettings(
  app: App,
  change: SettingsChange,
  version: number | undefined,
  by: Caller,
): Promise<StoredSettings> {
  return app.db.transaction(async (tx) => {
    const before = await tx.settings.lock();
    if (version !== undefined && version !== before.version) {
      refuse('stale', 'changed_meanwhile', 'Somebody changed the settings meanwhile. Reload them.');
    }
    const after = settingsWith(change, before);
    // Only these are stored: a rule that nobody saved stays a default.
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
