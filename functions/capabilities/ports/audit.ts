/** The audit trail, its chain and its seals. */
import type { AuditRecord } from '../../contracts/audit.ts';
import type { DashboardActivity } from '../../contracts/dashboard.ts';
import type { Caller, Page, PageOf } from './common.ts';

export type AuditEntry = {
  action: string;
  targetType: string;
  targetId: string | null;
  details?: Record<string, unknown>;
  outcome?: 'done' | 'refused';
};

export type AuditStore = {
  record(by: Caller, entry: AuditEntry): Promise<void>;
  /** Adds the rows in their order, in one statement. */
  recordAll(by: Caller, entries: readonly AuditEntry[]): Promise<void>;
  recent(limit: number): Promise<DashboardActivity[]>;
  /** Staff who read more different records within the last hour, and are not yet recorded as such in it. */
  readersAbove(budget: number): Promise<{ staffId: string; records: number }[]>;
  /** Newest first. */
  list(filter: AuditFilter, page: Page): Promise<PageOf<AuditRecord>>;
  /** The values to filter by, in alphabetical order. */
  choices(): Promise<{ actors: { id: string; name: string }[]; actions: string[]; target_types: string[] }>;
};

export type AuditFilter = {
  targetType?: string | undefined;
  targetId?: string | undefined;
  actorId?: string | undefined;
  action?: string | undefined;
  outcome?: 'done' | 'refused' | undefined;
  requestId?: string | undefined;
  /** Instants; `to` is not included. */
  from?: Date | undefined;
  to?: Date | undefined;
};

/** A row of the audit trail in the one spelling that is hashed. */
export type AuditRow = {
  id: string;
  sequence: string;
  actor_type: string;
  actor_id: string | null;
  action: string;
  target_type: string;
  target_id: string | null;
  outcome: string;
  details: string;
  request_id: string;
  address: string | null;
  created_at: string;
};

export type AuditLink = {
  position: number;
  auditId: string;
  rowHash: Uint8Array;
  previousHash: Uint8Array;
  hash: Uint8Array;
};

/** A link with its row, which is missing when it was deleted by bypassing the database's guards. */
export type ChainedRow = {
  position: number;
  previousHash: Uint8Array;
  hash: Uint8Array;
  row: AuditRow | undefined;
};

export type AuditSeal = {
  number: number;
  position: number;
  hash: Uint8Array;
  /** Every row up to this sequence is in the chain. */
  sequence: number;
  previousSignature: Uint8Array;
  keyId: string;
  sealedAt: string;
  signature: Uint8Array;
};

export type AuditChainStore = {
  /** Whether this transaction may extend the chain; another one does when not. */
  lock(): Promise<boolean>;
  unchained(limit: number): Promise<AuditRow[]>;
  /** Links with their rows, in order. */
  chained(after: number, limit: number): Promise<ChainedRow[]>;
  head(): Promise<{ position: number; hash: Uint8Array } | undefined>;
  add(links: readonly AuditLink[]): Promise<void>;
  /** Holds off the writers for this transaction; the newest sequence, or nothing when one writes for too long. */
  closePage(): Promise<number | undefined>;
  /** The database's own time, which the rows carry too. */
  now(): Promise<Date>;
  chainedAt(position: number): Promise<Date>;
  newestSeal(): Promise<AuditSeal | undefined>;
  addSeal(seal: AuditSeal): Promise<void>;
  unstoredSeals(limit: number): Promise<AuditSeal[]>;
  sealStored(number: number): Promise<void>;
  isStored(number: number): Promise<boolean>;
};
