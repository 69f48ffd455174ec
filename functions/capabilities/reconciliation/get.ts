/** What of Stripe's books matches ours and what does not: per payout, per day, and difference by difference. */
import { addDays, type Day, dayIn, startOfDay } from '../../domain/calendar.ts';
import {
  type BalanceLine,
  conversionsOf,
  isConverted,
  isPayoutEntry,
  isSumOfParts,
  nextStep,
} from '../../domain/reconciliation.ts';
import type { App } from '../ports.ts';

/** What a payout moves, also what Stripe keeps back of one: no money of a day. */
const isPayout = (line: BalanceLine): boolean => line.type.startsWith('payout');
const matches = (line: BalanceLine): boolean => line.oursCents === line.amountCents;

export async function reconciliationReport(app: App, from: Day, to: Day) {
  const { timeZone } = app.clinic;
  const begin = startOfDay(timeZone, from);
  const end = startOfDay(timeZone, addDays(to, 1));
  const books = app.db.read.reconciliation;
  const [lines, payouts, discrepancies, clearing, run] = await Promise.all([
    books.lines(begin, end),
    books.payouts(begin, end),
    app.db.read.discrepancies.list(begin, end),
    books.clearing(),
    books.lastRun(),
  ]);
  const parts = await books.payoutTransactions(payouts.map((payout) => payout.stripe_payout_id));
  return {
    from,
    to,
    last_run: run ?? null,
    payouts: payouts.map(({ parts_cents, ...payout }) => ({
      ...payout,
      parts_cents,
      matches:
        !payout.automatic ||
        isSumOfParts({ ...payout, amountCents: payout.amount_cents, partsCents: parts_cents }),
      parts: parts
        .filter(
          (part) =>
            part.stripePayoutId === payout.stripe_payout_id && !isPayoutEntry(part, payout.stripe_payout_id),
        )
        .map(shownLine),
    })),
    days: daysOf(lines, timeZone),
    conversions: conversionsOf(lines),
    breaks: discrepancies.map((each) => ({ ...each, next_step: nextStep(each.class) })),
    clearing: clearing.map((each) => ({
      ...each,
      difference_cents: each.ledger_cents - each.stripe_cents,
    })),
  };
}

const shownLine = (line: BalanceLine) => ({
  id: line.id,
  type: line.type,
  source: line.source,
  amount_cents: line.amountCents,
  fee_cents: line.feeCents,
  net_cents: line.netCents,
  ours_cents: line.oursCents,
  source_cents: isConverted(line) ? line.sourceCents : null,
  source_currency: isConverted(line) ? line.sourceCurrency : null,
  exchange_rate: line.exchangeRate,
  matches: matches(line),
  invoice_id: line.invoiceId,
  made_at: line.madeAt.toISOString(),
});

type DayTotals = {
  day: Day;
  currency: string;
  stripe_cents: number;
  ours_cents: number;
  fee_cents: number;
  matched: number;
  unmatched: number;
};

/** Newest first; payouts are left out, because they only move what the days before had brought. */
function daysOf(lines: readonly BalanceLine[], timeZone: string): DayTotals[] {
  const days = new Map<string, DayTotals>();
  for (const line of lines.filter((each) => !isPayout(each))) {
    const day = dayIn(timeZone, line.madeAt);
    const { currency } = line;
    const key = `${day} ${currency}`;
    const none = { day, currency, stripe_cents: 0, ours_cents: 0, fee_cents: 0, matched: 0, unmatched: 0 };
    const total = days.get(key) ?? none;
    total.stripe_cents += line.amountCents;
    total.ours_cents += line.oursCents ?? 0;
    total.fee_cents += line.feeCents;
    if (matches(line)) total.matched++;
    else total.unmatched++;
    days.set(key, total);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
}
