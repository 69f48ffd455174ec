/** The clinic's settings: one row, of which only what was set is stored. */
import type { SettingsStore, StoredSettings } from '../../capabilities/ports/settings.ts';
import { type ClinicSettings, settingsWith } from '../../domain/settings.ts';
import type { Query } from './pool.ts';

type Row = ClinicSettings & { version: number; updated_at: Date };

export const settingsStore = (query: Query): SettingsStore => {
  const read = async (suffix: string): Promise<StoredSettings> => {
    const [row] = await query<Row>(
      `select reminders, late_fee, archive, retention, security, payment_plans, refunds, version, updated_at from clinic_settings ${suffix}`,
    );
    if (!row) throw new Error('The clinic has no settings.');
    return { ...settingsWith(row), version: row.version, updated_at: row.updated_at.toISOString() };
  };
  return {
    get: () => read(''),
    lock: () => read('for update'),
    async save({ reminders, late_fee, archive, retention, security, payment_plans, refunds }) {
      await query(
        `update clinic_settings set reminders = coalesce($1, reminders), late_fee = coalesce($2, late_fee),
           archive = coalesce($3, archive), retention = coalesce($4, retention), security = coalesce($5, security),
           payment_plans = coalesce($6, payment_plans), refunds = coalesce($7, refunds),
           version = version + 1`,
        [reminders, late_fee, archive, retention, security, payment_plans, refunds].map(
          (part) => part && JSON.stringify(part),
        ),
      );
    },
  };
};
