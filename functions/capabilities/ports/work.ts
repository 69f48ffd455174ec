/** Background work after a commit. */

export type WorkTopic =
  | 'apply_event'
  | 'open_checkout'
  | 'close_checkout'
  | 'send_message'
  | 'send_staff_message'
  | 'remind'
  | 'remind_instalment'
  | 'archive'
  | 'restore_invoice'
  | 'execute_refund'
  | 'sync_payout'
  | 'reconcile'
  | 'run_job';

/** There is one row per topic and subject. The subject of `apply_event` is Stripe's id of the event. */
export type WorkKey = { topic: WorkTopic; subjectId: string };

/** Work that is to wake its queue. */
export type AddedWork = { id: string; topic: WorkTopic; requestId: string };

export type Work = WorkKey & {
  id: string;
  /** This one included. */
  attempts: number;
  /** Attempts before this one that neither succeeded nor failed: the process ended. */
  crashes: number;
  requestId: string;
};

/** The work must wait for its time; that is no failure. */
export class NotNow extends Error {
  override name = 'NotNow';
  readonly pauseSeconds: number;
  constructor(message: string, pauseSeconds: number) {
    super(message);
    this.pauseSeconds = pauseSeconds;
  }
}

/** The work needs something that is not known here yet: it is tried again when that comes, and from time to time before. */
export class WaitsFor extends Error {
  override name = 'WaitsFor';
  /** Stripe's id of what is missing. */
  readonly missing: string;
  constructor(missing: string) {
    super(`It waits for ${missing}.`);
    this.missing = missing;
  }
}

export type Outbox = {
  /**
   * Adds work once per topic and subject, and wakes its queue after the commit. With `caller` no queue is woken, because
   * the caller does the work at once. Returns the id of the work.
   */
  add(topic: WorkTopic, subjectId: string, requestId: string, doer?: 'queue' | 'caller'): Promise<string>;
  /** Adds the same work for many, in one statement, and wakes its queue as `add` does; answers the ids. */
  addAll(topic: WorkTopic, subjectIds: readonly string[], requestId: string): Promise<string[]>;
  /**
   * Counts an attempt before it is made, and leases the work: longer after each attempt, with a random part, so that two
   * jobs that crashed together do not start together again.
   */
  claim(id: string, leaseSeconds: number): Promise<Work | undefined>;
  /** Claims due work of a topic that was never tried, the oldest first and at most so many, in one statement. */
  claimFresh(topic: WorkTopic, limit: number, leaseSeconds: number): Promise<Work[]>;
  /** Lengthens the lease of work that goes on. */
  renew(id: string, leaseSeconds: number): Promise<void>;
  /** Postpones work that was not attempted, so that it does not count as a failure. */
  postpone(id: string, pauseSeconds: number): Promise<void>;
  /** Sets work aside until what it needs is there; `too_old` when it has waited for days. It may be claimed at any time. */
  park(id: string, waitsFor: string): Promise<'parked' | 'too_old'>;
  /** Makes the work due that waits for one of these ids, and wakes its queue after the commit. */
  wake(arrived: readonly string[]): Promise<AddedWork[]>;
  done(work: WorkKey): Promise<void>;
  /** Keeps the error and the next time to try; `dead` leaves it to staff. */
  failed(id: string, error: string, pauseSeconds: number, dead: boolean): Promise<void>;
  /** What is due, the oldest first: at most so many events, and so many of all other work. */
  due(limit: number): Promise<AddedWork[]>;
};
