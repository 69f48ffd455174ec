/** The clinic's settings. */
import type { ClinicSettings } from '../../domain/settings.ts';

export type StoredSettings = ClinicSettings & { version: number; updated_at: string };

export type SettingsStore = {
  get(): Promise<StoredSettings>;
  /** Reads the settings and locks them until this transaction ends. */
  lock(): Promise<StoredSettings>;
  /** Stores the parts that are given; the others stay as they are. */
  save(parts: Partial<ClinicSettings>): Promise<void>;
};
