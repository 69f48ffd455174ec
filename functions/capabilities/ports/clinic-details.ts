/** The versions of the clinic's details. */
import type { ClinicDetails } from '../../domain/clinic-details.ts';

export type StoredClinicDetails = {
  version: number;
  details: ClinicDetails;
  /** PNG. */
  logo: Uint8Array | null;
  created_at: string;
};

export type ClinicDetailsStore = {
  newest(): Promise<StoredClinicDetails | undefined>;
  get(version: number): Promise<StoredClinicDetails | undefined>;
  /** Reads the newest version; others who do so wait until this transaction ends. */
  lockNewest(): Promise<StoredClinicDetails | undefined>;
  /** Adds a version. False when someone else has just added the same one. */
  add(version: {
    version: number;
    details: ClinicDetails;
    logo: Uint8Array | null;
    staffId: string | null;
  }): Promise<boolean>;
};
