/** Backups: what is written, checked and kept. */
import type { Readable } from 'node:stream';

/** The place of one backup. */
export type BackupTarget = {
  write(file: string, stream: Readable): Promise<void>;
  read(file: string): Promise<AsyncIterable<Uint8Array>>;
};

export type BackupChecks = {
  ledger: Record<string, { entries: number; debits_cents: number; balance_cents: number }>;
  numbers: Record<string, { given: number; last: number }>;
  audit: { rows: number; last: number; chained: number; head: string | null };
  owed_cents: number;
};

export type BackupManifest = {
  format: string;
  /** The moment of the database that the backup holds. */
  snapshot_at: string;
  server_version: string;
  migrations: string[];
  checks: BackupChecks;
  tables: {
    name: string;
    columns: string[];
    /** Of the columns; an enumeration is a text. */
    types?: string[];
    file: string;
    /** Counted by PostgreSQL in the snapshot. */
    rows: number;
    bytes: number;
    /** Hash of all rows, computed by PostgreSQL in the snapshot; never from the bytes that were written. */
    content?: string;
    /** Only in backups of the older format: of the bytes that were written, which may have been wrong already. */
    sha256?: string;
  }[];
  /** What lies in blob storage: the archive's bundles and the audit's seals. */
  records: {
    file: string;
    count: number;
    bytes: number;
    sha256: string;
    /** Bundles that hold an invoice's details at that moment and were not in storage as they were written. */
    missing: string[];
  };
};

export type StoredBackup = { name: string; complete: boolean; verified: boolean; bytes: number };

export type BackupVerification = {
  /** What differs from what PostgreSQL saw, each in a sentence. */
  found: string[];
  rows: number;
  /** Whether every table was loaded into a scratch database. */
  loaded: boolean;
  /** Why not. */
  reason: string | null;
};

export type BackupPort = {
  /** Whether backups lie in another storage than what they save. */
  apart: boolean;
  make(name: string): Promise<BackupManifest>;
  /** Reads it back from where it lies and compares it; marks it as verified when it was loaded and nothing differs. */
  verify(name: string): Promise<BackupVerification>;
  /** Oldest first. `complete`: its manifest is there. `verified`: it was read back and loaded, and nothing differed. */
  list(): Promise<StoredBackup[]>;
  /** The files of one backup. */
  open(name: string): BackupTarget;
  remove(name: string): Promise<void>;
};
