/** Pieces of SQL that say what can be refunded. */

/** Whether the dispute `d` forbids refunds of its payment. */
export const FORBIDS_REFUND = `(not d.is_charge_refundable and d.status not in ('won', 'warning_closed'))`;

/** Whether a dispute forbids refunds of the row of `payments`. */
export const DISPUTED = `exists (select from disputes d where d.payment_id = payments.id and ${FORBIDS_REFUND})`;

/** The columns of `invoice_money(…) m`. */
export const MONEY = `m.taken_cents as "takenCents", m.refunded_cents as "refundedCents", m.disputed_cents as "disputedCents",
  m.kept_cents as "keptCents", m.held_cents as "creditHeldCents", m.committed_cents as "committedCents",
  m.requested_cents as "requestedCents"`;
