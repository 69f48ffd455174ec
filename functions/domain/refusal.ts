/** The two kinds of failure: a refusal is an answer, a broken invariant is our fault. */

/** What a refusal means to the caller; the HTTP wrapper maps each kind to one status. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'wrong_method'
  | 'conflict'
  | 'gone'
  | 'stale'
  | 'too_large'
  | 'precondition_required'
  | 'unprocessable'
  | 'limited'
  | 'unavailable';

/** One wrong field: where it is (`items.0.quantity`), a stable code, and a sentence for people. */
export type FieldError = { path: string; code: string; message: string };

export type RefusalDetails = {
  fields?: readonly FieldError[];
  retryAfterSeconds?: number;
  /** What a fresh proof must name, so that it allows this request. */
  stepUpRequest?: string;
};

export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly stepUpRequest: string | undefined;

  constructor(kind: RefusalKind, code: string, text: string, more: RefusalDetails = {}) {
    super(text);
    this.kind = kind;
    this.code = code;
    this.fields = more.fields ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.stepUpRequest = more.stepUpRequest;
  }
}

/** Answers the caller with an expected no. Always throws, so that a transaction around it rolls back. */
export function refuse(kind: RefusalKind, code: string, text: string, more?: RefusalDetails): never {
  throw new Refusal(kind, code, text, more);
}

/** Refuses a change of what is not any more as it was read (412). `what` ends the sentence "… was changed meanwhile". */
export function requireVersion(read: number | undefined, current: number, what: string): void {
  if (read !== undefined && read !== current) {
    refuse('stale', 'changed_meanwhile', `${what} was changed meanwhile. Reload it and try again.`);
  }
}

/** Refuses one field of the input. */
export function refuseField(path: string, code: string, message: string): never {
  return refuse('invalid', 'validation_failed', 'The request is not valid.', {
    fields: [{ path, code, message }],
  });
}

/** States what must hold. When it does not, the fault is ours, never the caller's. */
export function must(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`Broken invariant: ${what}`);
}
