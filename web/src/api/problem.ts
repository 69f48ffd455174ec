/** Why a call failed: the server's answer (RFC 9457), or that there was none. */
import { problem as problemSchema } from '../../../functions/contracts/fields.ts';

export type FieldProblem = { path: string; code: string; message: string };

type ProblemFacts = {
  status: number;
  code: string;
  detail: string;
  request_id?: string | undefined;
  errors?: readonly FieldProblem[] | undefined;
  retryAfterSeconds?: number | undefined;
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

  constructor(facts: ProblemFacts) {
    super(facts.detail);
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.request_id = facts.request_id;
    this.errors = facts.errors ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** No answer came: the connection or the server is down. */
export const unreachable = (): Problem =>
  new Problem({
    status: 0,
    code: 'unreachable',
    detail: 'The clinic’s server did not answer. Check your connection and try again.',
  });

/** Reads a failed answer; one that is not a problem document still says its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const read = problemSchema.safeParse(body);
  if (read.success) return new Problem({ ...read.data, status: response.status, retryAfterSeconds });
  return new Problem({
    status: response.status,
    code: `http_${response.status}`,
    detail: `The server answered with an error (${response.status}).`,
    request_id: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds,
  });
}

/** What went wrong, in one sentence, whatever was thrown. */
export const detailOf = (error: unknown): string =>
  error instanceof Problem ? error.detail : 'Something went wrong on this page.';
