/** Stripe's balance: its transactions, fees and payouts. */
import type { Conversion, FeeFor } from '../../domain/balance.ts';
import type { BookCurrency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { BalanceTransaction, StripeCharge, StripePayout } from '../../domain/stripe-notification.ts';

/** A fee that Stripe has taken and the ledger does not have. */
export type UnbookedFee = {
  balanceTransactionId: string;
  feeCents: Cents;
  currency: BookCurrency;
  for: FeeFor;
  at: Date;
};

/** A conversion at Stripe that the ledger lacks; the rate is null where Stripe gives none. */
export type UnbookedConversion = Conversion & { exchangeRate: number | null; at: Date };

/** Transactions by their ids, by what they are about, or since an instant. */
export type WhichTransactions = {
  ids?: readonly string[];
  sources?: readonly string[];
  since?: Date;
};

export type PayoutRecord = {
  id: string;
  stripePayoutId: string;
  amountCents: Cents;
  currency: BookCurrency;
  status: string;
  automatic: boolean;
};

/** What Stripe says of its own books. */
export type BalanceStore = {
  /** Keeps what is new, and the payout of what is known. */
  add(transactions: readonly BalanceTransaction[], stripePayoutId: string | null): Promise<void>;
  unbookedFees(which: WhichTransactions): Promise<UnbookedFee[]>;
  unbookedConversions(which: WhichTransactions): Promise<UnbookedConversion[]>;
  /** Keeps an unsettled bank debit of one of our invoices; false when its invoice is not ours. */
  keepDebit(debit: StripeCharge): Promise<boolean>;
  /** Keeps the payout, locked, with the status it had before; `isNew` when it was not known. */
  lockPayout(reported: StripePayout): Promise<PayoutRecord & { isNew: boolean }>;
  changePayout(id: string, reported: StripePayout, status: string): Promise<void>;
  payout(id: string): Promise<PayoutRecord | undefined>;
  /** Whether a payout is known with this status, and with its parts. */
  knowsPayout(reported: StripePayout): Promise<boolean>;
  markReconciled(id: string): Promise<void>;
};
