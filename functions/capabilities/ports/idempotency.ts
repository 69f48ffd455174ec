/** What was answered to requests with an Idempotency-Key. */

export type IdempotencyStore = {
  /** What an earlier request with this key did; undefined when none has committed. */
  find(key: IdempotencyKey): Promise<EarlierRequest | undefined>;
  /** Claims the key for this request; returns the response of an earlier request with it. Waits for one in flight. */
  take(key: IdempotencyKey): Promise<'taken' | EarlierRequest>;
  remember(key: IdempotencyKey, subjectId: string): Promise<void>;
  answered(key: IdempotencyKey, status: number, reply: unknown): Promise<void>;
};

export type IdempotencyKey = { caller: string; operation: string; key: string; requestHash: Uint8Array };

export type EarlierRequest =
  /** What it made belonged to a patient who was erased since. */
  | 'erased'
  | {
      requestHash: Uint8Array;
      status: number | null;
      reply: unknown;
      /** What the request made or changed. */
      subjectId: string | null;
    };
