/** Which records are past their time, and their deletion. */
import type { RetentionClass } from '../../domain/settings.ts';

export type RetentionReport = {
  kept: number;
  /** Past their time, and not on hold. */
  due: number;
  held: number;
  oldest: string | null;
  /** When the next record is past its time. */
  nextDue: string | null;
  /** Whether an admin saved the rule: the database lets nothing go by a default. */
  saved: boolean;
};

export type RetentionStore = {
  report(
    recordClass: RetentionClass,
    years: number | null,
    heldPatients: readonly string[],
  ): Promise<RetentionReport>;
  /** Patients whose records are past their time and not on hold, oldest first. Throws when no rule lets them go. */
  duePatients(
    after: { since: string; id: string } | undefined,
    limit: number,
  ): Promise<{ since: string; id: string }[]>;
  /** Deletes at most so many that are past their time; their ids. Throws when no rule lets them go. */
  purge(recordClass: RetentionClass, atMost: number): Promise<string[]>;
  /** Bundles whose purge is decided and that may still lie in storage. */
  purgedBlobs(): Promise<{ id: string; blob: string; sha256: string }[]>;
  blobGone(archiveId: string): Promise<void>;
};
