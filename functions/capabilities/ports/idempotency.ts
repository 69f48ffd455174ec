/** What was answered to requests with an Idempotency-Key. */

export type IdempotencyStore = {
  /** Takes the key for this request; when another has it, what that one answered. Waits for one in flight. */
  take(key: IdempotencyKey): Promise<
    | 'taken'
    /** What it made belonged to a patient who was erased since. */
    | 'erased'
    | { requestHash: Uint8Array; status: number | null; reply: unknown; subjectId: string | null }
  >;
  remember(key: IdempotencyKey, subjectId: string): Promise<void>;
  answered(key: IdempotencyKey, status: number, reply: unknown): Promise<void>;
};

export type IdempotencyKey = { caller: string; operation: string; key: string; requestHash: Uint8Array };
