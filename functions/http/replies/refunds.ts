/** A refund as every endpoint answers it. */

import type { StoredRefund } from '../../capabilities/ports/refunds.ts';
import type { App } from '../../capabilities/ports.ts';
import { creditUsedCents, type InvoiceMoney, leftToRequestCents } from '../../domain/given-back.ts';
import { ZERO } from '../../domain/money.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { moneyOfAll } from '../../domain/payment-part.ts';
import { refundWarning, whyNotApprovable } from '../../domain/refund.ts';

/** With what must be known before it is approved. */
export function shownRefund({ open, ...refund }: StoredRefund) {
  const { currency, status } = refund;
  const known = open && { shares: open.shares, status };
  return {
    ...refund,
    warning: refundWarning(refund.reason),
    not_approvable: open && known && whyNotApprovable({ ...open, currency }, known),
    given_back: open && shownMoney(moneyOfAll(open.shares.map(({ money }) => money))),
  };
}

const shownMoney = (money: InvoiceMoney) => ({
  taken_cents: money.takenCents,
  refunded_cents: money.refundedCents,
  disputed_cents: money.disputedCents,
  credit_used_cents: Math.max(0, creditUsedCents(money)),
  credit_held_cents: money.creditHeldCents,
  left_cents: leftToRequestCents({ ...money, committedCents: ZERO, requestedCents: ZERO }),
});

/** Refuses `refund_unknown` (404). */
export async function readRefund(app: App, id: string) {
  const refund = await app.db.read.refunds.get(id);
  return refund ? shownRefund(refund) : refuseMissing('refund');
}
