/** What every port speaks of: time, the clinic, who asks, the log, pages of lists. */
import type { StaffRole } from '../../domain/access.ts';
import type { Currency } from '../../domain/currency.ts';

export type Clock = { now(): Date };

/** What a clinic is, from the settings. */
export type Clinic = {
  id: string;
  name: string;
  email: string;
  phone: string;
  timeZone: string;
  currency: Currency;
  numberPrefix: string;
  webUrl: string;
  /** Whether real money moves: events of the other mode are not ours. */
  livemode: boolean;
  refundSelfApproval: boolean;
};

type StaffActor = { type: 'staff'; id: string; role: StaffRole; sessionId: string };

/** Who asks, and how the request is traced. */
export type Caller = {
  actor: StaffActor | { type: 'system' };
  requestId: string;
  /** The client's network address, where it is known. */
  address: string | null;
};

/** A caller who is a member of staff: what only staff may do takes no other. */
export type StaffCaller = Caller & { actor: StaffActor };

/** The target of a change: its id, and the version that the caller has read, if given. */
export type Version = { id: string; version: number | undefined };

export type Log = {
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
  error(event: string, facts?: Record<string, unknown>): void;
};

/** A log that knows for which request it works. */
export type TracedLog = Log & {
  /** Every line that is logged within the work carries the request's id. */
  traced<T>(requestId: string, work: () => Promise<T>): Promise<T>;
};

export type Page = { limit: number; cursor?: string | undefined };

export type PageOf<T> = { data: T[]; next_cursor: string | null };

/** What the ledger says as of an instant. `knownAt` leaves out what was recorded later, to repeat an old answer. */
export type Instant = { asOf: Date; knownAt: Date | undefined };
