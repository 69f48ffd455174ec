/** Why something cannot be paid, in the language of the page. */
import { type Currency, formatMoney } from '../../../../functions/domain/currency.ts';
import type { OnlineRefusal } from '../../../../functions/domain/onlineAmount.ts';
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
    case 'not_in_steps':
      return words.notInSteps(currency.toUpperCase(), money(refusal.nearestCents));
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
      return `${words.payFailed} ${problem.detail}`;
  }
}

/** Stripe's decline codes by what the patient can do. Others are a plain refusal: the bank tells its customer why. */
const DECLINES: Record<string, keyof Messages['declined'] | undefined> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  incorrect_cvc: 'incorrect_cvc',
  invalid_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  invalid_number: 'incorrect_number',
  invalid_expiry_month: 'incorrect_expiry',
  invalid_expiry_year: 'incorrect_expiry',
  incorrect_zip: 'incorrect_zip',
  incorrect_address: 'incorrect_zip',
  authentication_required: 'authentication_required',
  payment_intent_authentication_failure: 'authentication_required',
  authentication_not_handled: 'authentication_required',
  approve_with_id: 'authentication_required',
  card_not_supported: 'card_not_supported',
  transaction_not_allowed: 'card_not_supported',
  service_not_allowed: 'card_not_supported',
  currency_not_supported: 'currency_not_supported',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  processing_error: 'processing_error',
  reenter_transaction: 'processing_error',
  try_again_later: 'processing_error',
  issuer_not_available: 'processing_error',
  account_closed: 'account_closed',
  bank_account_restricted: 'account_closed',
  no_account: 'account_closed',
  debit_not_authorized: 'debit_not_authorized',
};

/** Why a payment was declined, in the language of the page and never in Stripe's words. */
export const declineReason = (code: string, words: Messages): string =>
  words.declined[(Object.hasOwn(DECLINES, code) && DECLINES[code]) || 'other'];
