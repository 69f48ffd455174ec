/** The ways in which Stripe says no, in its words and with its codes. */

export type ErrorBody = {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error' | 'rate_limit_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  [more: string]: unknown;
};

/** A refusal with its HTTP status; the answer's body is `{ error: body }`. */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /** Whether an idempotency key remembers it: not when the parameters were wrong whatever the state of things. */
  kept = true;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export function invalidRequest(message: string, more: { code?: string; param?: string } = {}): StripeError {
  const docUrl = more.code === undefined ? {} : { doc_url: docUrlOf(more.code) };
  return new StripeError(400, { type: 'invalid_request_error', message, ...more, ...docUrl });
}

/** A parameter that is wrong in itself. */
export function invalidParameter(message: string, more: { code?: string; param?: string } = {}): StripeError {
  const error = invalidRequest(message, more);
  error.kept = false;
  return error;
}

/** No such object: 404 when the address names it, 400 when a parameter does. */
export function resourceMissing(noun: string, id: string, param: string): StripeError {
  const code = 'resource_missing';
  const body = { type: 'invalid_request_error' as const, code, doc_url: docUrlOf(code), param };
  return new StripeError(param === 'id' ? 404 : 400, { ...body, message: `No such ${noun}: '${id}'` });
}

const docUrlOf = (code: string): string => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
