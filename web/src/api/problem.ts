/** Why a call failed: the server's answer (RFC 9457), or that there was none. */
import type { Problem as ProblemDocument } from '../../../functions/contracts/fields.ts';

export type FieldProblem = NonNullable<ProblemDocument['errors']>[number];

type ProblemFacts = {
  status: number;
  code: string;
  detail: string;
  request_id?: string | undefined;
  errors?: readonly FieldProblem[] | undefined;
  retryAfterSeconds?: number | undefined;
  step_up_request?: string | undefined;
};

export class Problem extends Error {
  override name = 'Problem';
  /** The HTTP status, or 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string | undefined;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
  /** With `step_up_needed`: the one request that the proof is to allow. */
  readonly stepUpRequest: string | undefined;

  constructor(facts: ProblemFacts) {
    super(facts.detail);
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.request_id = facts.request_id;
    this.errors = facts.errors ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.stepUpRequest = facts.step_up_request;
  }
}

/** No answer came: the connection or the server is down. */
export const unreachable = (): Problem =>
  new Problem({
    status: 0,
    code: 'unreachable',
    detail: 'The clinic’s server did not answer. Check your connection and try again.',
  });

/** Whether an answer's body is a problem document. Checked by hand, so that patients need not load a validator. */
function isProblemDocument(body: unknown): body is ProblemDocument {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail, errors = [] } = body as Partial<Record<keyof ProblemDocument, unknown>>;
  return typeof code === 'string' && typeof detail === 'string' && Array.isArray(errors);
}

/** Reads a failed answer; one that is not a problem document still says its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblemDocument(body)) return new Problem({ ...body, status: response.status, retryAfterSeconds });
  return new Problem({
    status: response.status,
    code: `http_${response.status}`,
    detail: `The server answered with an error (${response.status}).`,
    request_id: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds,
  });
}

/**
 * What went wrong, in words, whatever was thrown. A refused field is named with its reason, because the form may not show
 * it: "The request is not valid." says nothing that anybody could act on.
 */
export function detailOf(error: unknown): string {
  if (!(error instanceof Problem)) return 'Something went wrong on this page.';
  if (error.errors.length === 0) return error.detail;
  const reasons = error.errors.map(({ path, message }) => {
    const name = fieldName(path);
    return name === '' ? message : `${name}: ${message}`;
  });
  return [...new Set(reasons)].slice(0, REASONS_MAX).join(' ');
}

const REASONS_MAX = 5;

/** `items.1.unit_price_cents` → `Item 2, unit price`. */
function fieldName(path: string): string {
  const parts = path
    .replace(/(\w+?)s\.(\d+)(?=\.|$)/g, (_, list: string, index: string) => `${list} ${Number(index) + 1}`)
    .split('.')
    .map((part) => part.replace(/_(?:cents|id)$/, '').replaceAll('_', ' '))
    .filter((part) => part !== '');
  return parts.join(', ').replace(/^./, (first) => first.toUpperCase());
}
