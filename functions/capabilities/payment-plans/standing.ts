/** What decides where a payment plan stands, of what is stored. */
import { add, ZERO } from '../../domain/money.ts';
import type { PlanFacts } from '../../domain/payment-plan.ts';
import type { StoredPlan } from '../ports/payment-plans.ts';

/** The facts of the newest version. */
export const planFacts = ({ versions: [newest], invoices, cancelledAt }: StoredPlan): PlanFacts => ({
  instalments: newest.instalments,
  owedCents: add(ZERO, ...invoices.map(({ balanceCents }) => balanceCents)),
  cancelled: cancelledAt !== null,
  balanceDue: newest.consequence === 'balance_due',
});
