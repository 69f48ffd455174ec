/** Conditions about payment plans that several statements share. */

/** Whether a plan covers the invoice `i` whose whole balance was not called due: then its instalments count, not its due date. */
export const UNDER_PLAN = `exists (select from payment_plan_invoices c where c.invoice_id = i.id and c.released_at is null
  and not exists (select from payment_plan_breaks b where b.plan_id = c.plan_id and b.consequence = 'balance_due'
    and b.version = (select max(version) from payment_plan_versions v where v.plan_id = c.plan_id)))`;
