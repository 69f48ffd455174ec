/** Why something cannot be paid, in the language of the page. */

import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { type Currency, formatMoney } from '../../../../functions/domain/currency.ts';
import type { OnlineRefusal } from '../../../../functions/domain/online-amount.ts';
import type { Problem } from '../../api/problem.ts';
import type { Messages } from './messages.en.ts';

/** Why an amount cannot be paid online, and which can. */
export function onlineReason(refusal: OnlineRefusal, currency: Currency, words: Messages): string {
  const money = (cents: number) => formatMoney(cents, currency, words.locale);
  switch (refusal.code) {
    case 'above_balance':
      return words.aboveBalance(money(refusal.mostCents));
    case 'below_minimum':
      return words.belowMinimum(money(refusal.leastCents));
    case 'last_decimal':
      return words.lastDecimal(currency.toUpperCase(), money(refusal.nearestCents));
    case 'rest_last_decimal':
      return words.restLastDecimal(currency.toUpperCase(), money(refusal.restCents));
    case 'rest_too_small':
      return refusal.mostCents === 0 ? words.allOrNothing : words.restTooSmall(money(refusal.mostCents));
  }
}

/**
 * Why the payment page was not opened. A reason that this page has no words for is shown as the server says it. Nothing
 * for a wrong amount, which is said at its field.
 */
export function payReason(problem: Problem, words: Messages): string | undefined {
  if (problem.errors.some(({ path }) => path === 'amount_cents')) return undefined;
  if (problem.status === 0) return `${words.payFailed} ${words.offline}`;
  if (problem.status === 429) return words.tooMany;
  switch (problem.code) {
    case 'invoice_not_payable':
      return words.noLongerPayable;
    case 'payment_in_progress':
      return words.processing;
    case 'stripe_unavailable':
    case 'payment_page_busy':
      return words.payBusy;
    case 'page_fault':
    case 'stripe_refused':
    case 'internal_error':
      return words.payFailed;
    default:
      return `${words.payFailed} ${isolate(problem.detail)}`;
  }
}
