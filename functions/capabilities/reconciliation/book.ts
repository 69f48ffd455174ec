/** Books a Stripe transaction that belongs to no invoice, as staff choose: a fee, or the owner's money. */
import { adjustmentPosting, type BookedAs } from '../../domain/balance.ts';
import { isBookCurrency } from '../../domain/currency.ts';
import { cents } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { isBookable, isExpected } from '../../domain/reconciliation.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `break_unknown` (404), `break_settled` (409) and `break_not_bookable` (409). */
export async function bookDiscrepancy(
  app: App,
  { id, as, note }: { id: string; as: BookedAs; note: string },
  by: Caller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const found = requireFound(await tx.discrepancies.get(id), 'break');
    if (!(await tx.discrepancies.resolve(id, app.clock.now()))) {
      refuse('conflict', 'break_settled', 'This discrepancy is already resolved or accepted.');
    }
    const lines = await tx.reconciliation.linesAbout(found.object);
    const unbooked = lines.filter((line) => line.oursCents === null && !isExpected(line));
    if (!isBookable(found) || unbooked.length === 0) {
      refuse(
        'conflict',
        'break_not_bookable',
        'Only a Stripe transaction that belongs to no payment can be booked here.',
      );
    }
    for (const line of unbooked) {
      const { currency } = line;
      if (!isBookCurrency(currency)) {
        return refuse(
          'conflict',
          'break_not_bookable',
          `The clinic keeps no books in ${currency.toUpperCase()}.`,
        );
      }
      const entry = {
        id: line.id,
        currency,
        amountCents: cents(line.amountCents),
        feeCents: cents(line.feeCents),
        netCents: cents(line.netCents),
      };
      await tx.ledger.postOnce(adjustmentPosting(entry, as, line.madeAt));
    }
    await tx.audit.record(by, {
      action: 'book_break',
      targetType: 'reconciliation_break',
      targetId: id,
      details: { object: found.object, as, note, transactions: unbooked.map((line) => line.id) },
    });
    return { id };
  });
}
