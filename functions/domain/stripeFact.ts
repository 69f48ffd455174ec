/** What an event of Stripe says in the clinic's words; which event said it does not matter. */

export type StripeMoney = {
  /** From the metadata that we gave; null when the object is not ours. */
  invoiceId: string | null;
  clinicId: string | null;
  paymentIntentId: string;
  chargeId: string | null;
  sessionId: string | null;
  amountCents: number;
  currency: string;
  method: 'card' | 'bank_debit' | 'online';
  at: Date;
};

export type StripeFact =
  | { fact: 'payment_succeeded'; money: StripeMoney }
  | { fact: 'payment_failed'; money: StripeMoney; message: string }
  | { fact: 'checkout_finished'; sessionId: string }
  | { fact: 'checkout_expired'; sessionId: string }
  | { fact: 'of_no_interest' }
  | { fact: 'not_understood'; why: string };
