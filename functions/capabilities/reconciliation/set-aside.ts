/**
 * One row that cannot be booked never stops a comparison: it is set aside as a difference with its reason, and tried
 * again by the next one. An outage is no fault of a row: it is thrown, so that the comparison is repeated.
 */
import type { Discrepancy } from '../../domain/reconciliation.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type SetAside, StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';

/** What a difference about a row says of it. */
export type Row = { id: string; kind: string; currency: string; amountCents: number | null; at: Date };

type Found = { unknown: Discrepancy[] };

/** ISO 4217 for "no currency": that of an object that cannot be read. */
export const NO_CURRENCY = 'xxx';
const LONGEST_REASON = 300;

/** Whether the database or Stripe is away, so that nothing else could be booked either. */
export function isOutage(app: App, error: unknown): boolean {
  if (error instanceof Refusal) return error.kind === 'unavailable';
  if (error instanceof StripeFailure)
    return error.certainty === 'unknown' && error.code !== 'answer_not_understood';
  return app.db.isOutage(error);
}

/** Books one row; answers nothing when it was set aside. Throws in an outage. */
export async function bookOrSetAside<T>(
  app: App,
  found: Found,
  row: Row,
  book: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await book();
  } catch (error) {
    if (isOutage(app, error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    found.unknown.push(notBooked(app, row, reason));
    return undefined;
  }
}

/** Books rows together; when they are refused, each for itself, so that one does not keep the others out. */
export async function allOrEach<R>(
  app: App,
  found: Found,
  { rows, rowOf }: { rows: readonly R[]; rowOf: (row: R) => Row },
  bookAll: (rows: readonly R[]) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await bookAll(rows);
  } catch (error) {
    if (isOutage(app, error)) throw error;
    for (const row of rows) await bookOrSetAside(app, found, rowOf(row), () => bookAll([row]));
  }
}

/** Keeps what the edge could not read. */
export const setAsideUnreadable =
  (app: App, found: Found, kind: string): SetAside =>
  ({ id, currency, at, reason }) => {
    const row = {
      id,
      kind,
      currency: currency ?? NO_CURRENCY,
      amountCents: null,
      at: at ?? app.clock.now(),
    };
    found.unknown.push(notBooked(app, row, reason));
  };

function notBooked(app: App, row: Row, reason: string): Discrepancy {
  app.log.error('row_set_aside', { object: row.id, kind: row.kind, error: reason });
  return {
    class: 'not_booked',
    object: row.id,
    currency: row.currency,
    oursCents: null,
    stripeCents: row.amountCents,
    detail: `${row.kind}: ${reason.replaceAll(/\s+/g, ' ')}`.slice(0, LONGEST_REASON),
    happenedAt: row.at,
    invoiceId: null,
    stripePayoutId: null,
  };
}
