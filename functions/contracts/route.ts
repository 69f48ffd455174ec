/** What every endpoint promises: where it is, who may call it, what it takes and what it answers. */
import * as z from 'zod';
import type { Action } from '../domain/access.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** `anyone`: no sign-in. `signed`: proven by a signature in the request. Otherwise what a member of staff must be allowed to do. */
export type Who = 'anyone' | 'signed' | Action;

export type Route<
  Input extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Callers extends Who = Who,
> = {
  /** The function's name in Azure, and the operation's id in OpenAPI: `invoices-issue`. */
  name: string;
  method: Method;
  /** Under `/api/`, with `{parameters}` that the input holds too. */
  path: string;
  who: Callers;
  summary: string;
  /** Path parameters, query and body as one object; a field that stands in the path is taken from there only. */
  input: Input;
  reply: Reply;
  status: 200 | 201 | 202 | 204;
  /** Takes an `Idempotency-Key`: same key and body, same answer (decision 27). */
  idempotent?: true;
  /** The reply is a file of this type, not JSON; `reply` is then `file`. */
  file?: 'application/pdf' | 'text/plain; version=0.0.4; charset=utf-8';
  /** Reading this is recorded in the audit (decision 22), once per page with its filter and the ids shown: what was read. */
  audits?:
    | 'patient'
    | 'invoice'
    | 'payment'
    | 'payment_plan'
    | 'price_list'
    | 'refund'
    | 'dispute'
    | 'credit'
    | 'message'
    | 'reminder'
    | 'ledger'
    | 'report'
    | 'dashboard'
    | 'reconciliation'
    | 'archive'
    | 'stripe_event'
    | 'audit_trail'
    | 'search'
    | 'job'
    | 'operations';
  /** What it reads is taken away as a file: its row in the audit is called an export. */
  exports?: true;
  /** Why staff may read this without a row in the audit. A route that staff read has this or `audits`. */
  unaudited?: string;
  /**
   * A fresh proof of who is there, always. `recent`: the password or a code was entered in this session within five
   * minutes. `request`: it was entered for exactly this request, which it allows once, because money moves.
   */
  proof?: 'recent' | 'request';
  /** It may end the caller's own session, so that afterwards there is none to check. */
  endsOwnSession?: true;
};

/** Declares a route; the types of its input, its reply and its callers stay exact. */
export const route = <I extends z.ZodType, R extends z.ZodType, W extends Who>(
  declared: Route<I, R, W>,
): Route<I, R, W> => declared;

/** A reply without a body. */
export const nothing = z.undefined();

/** A reply that is a file. */
export const file = z.instanceof(Uint8Array);
