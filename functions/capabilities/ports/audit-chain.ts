/** The chain of the audit trail, and its seals. */

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
