/** Invoices at rest: the bundles that their details moved into. */
import type { Page, PageOf } from './common.ts';

/** The invoice changed between the writing of its bundle and the moving of its details. */
export class ArchiveOvertaken extends Error {
  override name = 'ArchiveOvertaken';
}

export type ArchiveState = 'written' | 'archived' | 'restored' | 'abandoned';

export type ArchiveRow = {
  id: string;
  invoiceId: string;
  invoiceNumber: string | null;
  patientId: string;
  patientName: string;
  state: ArchiveState;
  blob: string;
  sha256: string;
  bytes: number;
  manifest: string;
  signature: Uint8Array;
  detailsSha256: string;
  writtenAt: string;
  archivedAt: string | null;
  restoredAt: string | null;
  purgedAt: string | null;
};

export type ArchiveFilter = {
  query?: string | undefined;
  state?: Exclude<ArchiveState, 'abandoned'> | undefined;
};

export type ArchiveKey = { updatedAt: string; id: string };

export type ArchiveStore = {
  /** Invoices at rest, and not brought back, since before an instant; those untouched longest first. */
  find(before: Date, after: ArchiveKey | undefined, limit: number): Promise<ArchiveKey[]>;
  /** How many `find` would find in all. */
  count(before: Date): Promise<number>;
  /** What lies in the archive now. */
  totals(): Promise<{ invoices: number; bytes: number }>;
  /** Everything that is known of an invoice, and the rows that leave, as JSON with their hash. */
  record(
    invoiceId: string,
  ): Promise<{ record: string; details: string; detailsSha256: string; taxCents: number }>;
  /** Under the patient's own key, so that erasing the patient makes the bundle unreadable too. */
  seal(patientId: string, text: string): Promise<Uint8Array>;
  /** Nothing when the patient's key was destroyed. */
  open(patientId: string, sealed: Uint8Array): Promise<string | undefined>;
  add(
    archive: Pick<
      ArchiveRow,
      'invoiceId' | 'blob' | 'sha256' | 'bytes' | 'manifest' | 'signature' | 'detailsSha256'
    > & {
      taxCents: number;
    },
  ): Promise<string>;
  /** The bundle that is being written or that holds the invoice's details; at most one. */
  live(invoiceId: string): Promise<ArchiveRow | undefined>;
  get(id: string): Promise<ArchiveRow | undefined>;
  /** False when it holds the invoice's details by now. */
  abandon(id: string): Promise<boolean>;
  /** Deletes the details from the tables. Throws ArchiveOvertaken. */
  move(id: string): Promise<void>;
  /** Puts them back; the database takes nothing but what left. */
  restore(id: string, details: string): Promise<void>;
  list(filter: ArchiveFilter, page: Page): Promise<PageOf<ArchiveRow>>;
};
