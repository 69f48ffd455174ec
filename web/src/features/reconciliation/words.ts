/** How discrepancies and amounts are called here. */
import { DISCREPANCY_CLASSES, type DiscrepancyClass } from '../../../../functions/domain/reconciliation.ts';

export const CLASS_WORDS: Record<DiscrepancyClass, string> = {
  not_booked: 'Could not be booked',
  missing_here: 'Not in our books',
  missing_at_stripe: 'Not at Stripe',
  amount_differs: 'Amounts differ',
  unknown_invoice: 'No matching invoice',
  refund_outside: 'Refunded in Stripe',
  fee_missing: 'Fee not settled yet',
  payout_differs: 'Payout differs',
  unexplained: 'Unexplained',
  total_differs: 'Total contradicts the ledger',
};

type Discrepancy = {
  class: DiscrepancyClass;
  currency: string;
  ours_cents: number | null;
  stripe_cents: number | null;
  resolved_at: string | null;
};

export type Summary = {
  matched: number;
  unmatched: number;
  /** Open discrepancies of each class, the classes without any left out. */
  open: { class: DiscrepancyClass; count: number }[];
  openCount: number;
  accepted: number;
  /** By how much the open discrepancies leave Stripe's books and ours apart, whatever their direction. */
  unexplained: { currency: string; cents: number }[];
};

/** The figures at the top of the page. */
export function summarise(report: {
  days: readonly { matched: number; unmatched: number }[];
  breaks: readonly Discrepancy[];
}): Summary {
  const open = report.breaks.filter((each) => each.resolved_at === null);
  const apart = new Map<string, number>();
  for (const each of open) {
    const cents = Math.abs((each.stripe_cents ?? 0) - (each.ours_cents ?? 0));
    apart.set(each.currency, (apart.get(each.currency) ?? 0) + cents);
  }
  return {
    matched: report.days.reduce((sum, { matched }) => sum + matched, 0),
    unmatched: report.days.reduce((sum, { unmatched }) => sum + unmatched, 0),
    open: DISCREPANCY_CLASSES.map((of) => ({
      class: of,
      count: open.filter((each) => each.class === of).length,
    })).filter(({ count }) => count > 0),
    openCount: open.length,
    accepted: report.breaks.length - open.length,
    unexplained: [...apart]
      .map(([currency, cents]) => ({ currency, cents }))
      .filter(({ cents }) => cents > 0),
  };
}

/** What a comparison found, from its counters: `2 events, 1 payment recovered; 3 discrepancies`. */
export function foundInWords(found: Readonly<Record<string, number>>): string {
  const count = (number: number, many: string) => `${number} ${number === 1 ? many.replace(/s$/, '') : many}`;
  const recovered = Object.entries(found)
    .filter(([key, number]) => !key.startsWith('break_') && number > 0)
    .map(([key, number]) => count(number, key.replaceAll('_', ' ')));
  const discrepancies = DISCREPANCY_CLASSES.reduce((sum, of) => sum + (found[`break_${of}`] ?? 0), 0);
  const left = discrepancies === 1 ? '1 discrepancy' : `${discrepancies || 'no'} discrepancies`;
  return recovered.length > 0 ? `${recovered.join(', ')} recovered; ${left}` : left;
}
