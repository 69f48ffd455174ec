/** Changing the clinic's settings; whoever read an older version is told so. */
import { refuse } from '../../domain/refusal.ts';
import type { ClinicSettings, RetentionRules } from '../../domain/settings.ts';
import type { Caller } from '../ports/common.ts';
import type { StoredSettings } from '../ports/reminders.ts';
import type { App } from '../ports.ts';

type RetentionChange = Partial<Omit<RetentionRules, 'years'> & { years: Partial<RetentionRules['years']> }>;
export type SettingsChange = {
  [Part in Exclude<keyof ClinicSettings, 'retention'>]?: Partial<ClinicSettings[Part]>;
} & { retention?: RetentionChange };

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
    const parts = Object.keys(change) as (keyof ClinicSettings)[];
    const after: ClinicSettings = {
      reminders: { ...before.reminders, ...change.reminders },
      late_fee: { ...before.late_fee, ...change.late_fee },
      archive: { ...before.archive, ...change.archive },
      retention: {
        ...before.retention,
        ...change.retention,
        years: { ...before.retention.years, ...change.retention?.years },
      },
    };
    await tx.settings.save(after);
    await tx.audit.record(by, {
      action: 'change_settings',
      targetType: 'settings',
      targetId: null,
      details: Object.fromEntries(parts.map((part) => [part, { before: before[part], after: after[part] }])),
    });
    return tx.settings.get();
  });
}
