/** The audit trail. */
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
