/** Stripe over its own SDK: every time-out, retry and refusal is chosen here. */
import type Stripe from 'stripe';
import type { StripePort } from '../../capabilities/ports/stripe.ts';
import { TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { answered } from './answers.ts';
import {
  balanceTransactionNow,
  balanceTransactionsSince,
  disputeNow,
  disputesSince,
  entriesOf,
  payoutNow,
  payoutsSince,
  payoutTransactions,
} from './balance.ts';
import { closePage, findPage, openPage, paidThrough, sessionNow } from './checkouts.ts';
import { connectStripe } from './connection.ts';
import {
  activeLinks,
  checkoutsSince,
  eventsAfter,
  eventsSince,
  paymentsSince,
  refundsSince,
} from './lists.ts';
import { noteRequest } from './measured.ts';
import { isApplied, parseNotification, readOrigin } from './notifications.ts';
import { attemptNow, chargeNow, paymentMoney, refundsOf, sendRefund } from './refunds.ts';
import { verifyEvent } from './verify.ts';

export type StripeSettings = {
  secretKey: string;
  /** Old and new while a secret is being changed. */
  webhookSecrets: readonly string[];
  /** The emulator's address; Stripe itself when empty. */
  apiBase: string | undefined;
  limits?: TimeLimits;
};

export function createStripe(settings: StripeSettings): StripePort {
  const limits = settings.limits ?? TIME_LIMITS.stripe;
  const stripe = connectStripe(settings, limits);
  stripe.on('response', ({ request_id: id }: Stripe.ResponseEvent) => noteRequest(id));
  return {
    openCheckout: (kind, request, key) => answered(() => openPage(stripe, kind, request, key)),
    findCheckout: (kind, id, since) => answered(() => findPage(stripe, kind, id, since)),
    closeCheckout: (kind, id) => answered(() => closePage(stripe, kind, id)),
    paidThrough: (kind, id) => answered(() => paidThrough(stripe, kind, id)),
    verifyEvent: (body, signature) => verifyEvent(settings.webhookSecrets, body, signature),
    isApplied,
    parseNotification,
    readOrigin,
    refund: (request, key) => answered(() => sendRefund(stripe, request, key)),
    refundsOf: (payment) => answered(() => refundsOf(stripe, payment)),
    paymentMoney: (payment) => answered(() => paymentMoney(stripe, payment)),
    paymentAttempt: (id) => answered(() => attemptNow(stripe, id)),
    sessionNow: (id) => answered(() => sessionNow(stripe, id)),
    payout: (id) => answered(() => payoutNow(stripe, id)),
    charge: (id) => answered(() => chargeNow(stripe, id)),
    dispute: (id) => answered(() => disputeNow(stripe, id)),
    balanceTransaction: (id) => answered(() => balanceTransactionNow(stripe, id)),
    payoutTransactions: (payout, aside) => answered(() => payoutTransactions(stripe, payout, aside)),
    entriesOf: (payout, aside) => answered(() => entriesOf(stripe, payout, aside)),
    eventsAfter: (id) => answered(() => eventsAfter(stripe, id)),
    eventsSince: (from) => answered(() => eventsSince(stripe, from)),
    paymentsSince: (from, aside) => answered(() => paymentsSince(stripe, from, aside)),
    activeLinks: (aside) => answered(() => activeLinks(stripe, aside)),
    checkoutsSince: (from, aside) => answered(() => checkoutsSince(stripe, from, aside)),
    refundsSince: (from, aside) => answered(() => refundsSince(stripe, from, aside)),
    disputesSince: (from, aside) => answered(() => disputesSince(stripe, from, aside)),
    balanceTransactionsSince: (from, aside) => answered(() => balanceTransactionsSince(stripe, from, aside)),
    payoutsSince: (from, aside) => answered(() => payoutsSince(stripe, from, aside)),
  };
}
