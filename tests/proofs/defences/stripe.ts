/** Defences against events that are signed and still untrue, and against a network that dies without a word. */
import { attacked, type Defence, integrated, unit } from './defence.ts';

const VERIFY = 'functions/edges/stripe/verify.ts';
const TRUST = 'functions/domain/stripe-trust.ts';
const INVOICE_OF = 'functions/capabilities/stripe-events/resolve-invoice.ts';
const POOL = 'functions/edges/postgres/pool.ts';

const SET_ASIDE = 'functions/capabilities/reconciliation/set-aside.ts';

export const STRIPE_DEFENCES: readonly Defence[] = [
  integrated('a refused row is set aside', 'flows/rows-set-aside', 'a payment', [
    SET_ASIDE,
    '    if (isOutage(app, error)) throw error;\n    const reason',
    '    throw error;\n    const reason',
  ]),
  integrated('an outage sets nothing aside', 'flows/rows-set-aside', 'interrupts a statement', [
    POOL,
    'const code = sqlState(error);\n  return code !== undefined && ',
    'const code = sqlState(error);\n  return code === undefined && ',
  ]),
  integrated('a debit of ours explains its entries', 'flows/bank-debits', 'on its way, and then failed', [
    'functions/edges/postgres/stripe-balance-lines.ts',
    'coalesce(s.amount_cents, pending.amount_cents)',
    's.amount_cents',
  ]),
  integrated('what Stripe converts is booked in both currencies', 'flows/settlement', 'is paid in euros', [
    'functions/capabilities/stripe-balance/fees.ts',
    '  await bookConversions(app, which, found);\n',
    '',
  ]),
  integrated('a fee is in the currency of the balance', 'flows/settlement', 'is disputed and lost', [
    'functions/capabilities/stripe-events/dispute.ts',
    'currency: feeCurrency, for: about',
    'currency: invoice.currency, for: about',
  ]),
  integrated('a rate explains what was settled', 'flows/settlement', 'its rate does not explain', [
    'functions/domain/reconciliation.ts',
    ': Math.round(sourceCents * exchangeRate)',
    ': amountCents',
  ]),
  integrated('a refund is in steps that Stripe takes', 'flows/currencies', 'a refund in KWD', [
    'functions/domain/refund.ts',
    'requested !== payableSteps(requested, payment.currency)',
    'requested < 0',
  ]),
  integrated('a debit without events is looked for', 'flows/bank-debits', 'without any event', [
    'functions/capabilities/reconciliation/objects.ts',
    '  await reconcileDebits(app, from, requestId, result);\n',
    '',
  ]),
  integrated('other money raises one alert', 'flows/not-ours', 'names no invoice raises one alert', [
    'functions/capabilities/stripe-events/apply-one.ts',
    'const done = oneAlert(event, applied);',
    'const done = oneAlert({ ...event, type: "payment_intent.succeeded" }, applied);',
  ]),
  integrated('a fee is looked for after the commit', 'flows/payouts', 'while its payment is being booked', [
    'functions/capabilities/stripe-events/apply-one.ts',
    '  if (ids.length + sources.length > 0) await bookFeesNow(app, { ids, sources });\n',
    '',
  ]),
  integrated('a payout is looked up at Stripe', 'flows/payout-trust', 'of another amount', [
    'functions/capabilities/stripe-events/notification.ts',
    'if (contradiction !== undefined) return quarantined(contradiction);\n  return applyPayout(tx, typeof now ===',
    'return applyPayout(tx, typeof now !==',
  ]),
  integrated('the end of a page is looked up at Stripe', 'flows/quarantine', 'and Stripe has open', [
    TRUST,
    "return isSo ? undefined : 'contradicts_stripe';",
    'return undefined;',
  ]),
  integrated('an old delivery notice is refused', 'http/delivery-events', 'six minutes old', [
    'functions/domain/delivery-notice.ts',
    'Math.abs(now - signedAt) <= NOTICE_TOLERANCE_SECONDS',
    'signedAt > 0',
  ]),
  integrated(
    'a repeated delivery notice changes nothing',
    'http/delivery-events',
    'under a fresh signature',
    [
      'functions/capabilities/messages/record-delivery.ts',
      'if (repeats !== undefined) {',
      'if (repeats === -1) {',
    ],
  ),
  integrated('an older delivery notice overwrites nothing', 'http/delivery-events', 'out of order', [
    'functions/domain/delivery-notice.ts',
    "occurredAt.getTime() < before ? 'superseded' : 'apply'",
    "'apply'",
  ]),
  attacked('a signature names one time', 'webhooks', 'S38: an old time beside a new one', [
    VERIFY,
    'return times.length === 1 && seconds',
    'return times.length > 0 && seconds',
  ]),
  integrated('an event is of our own account', 'flows/quarantine', 'another account', [
    TRUST,
    "  if (origin.account !== null) return 'other_account';\n",
    '',
  ]),
  unit('an event and its object are of one mode', 'functions/domain/stripe-trust', 'other_mode', [
    TRUST,
    'origin.livemodes.every(',
    'origin.livemodes.slice(0, 1).every(',
  ]),
  integrated('Stripe is asked whether money is there', 'flows/quarantine', 'an intent that Stripe lacks', [
    TRUST,
    "  if (now === 'unknown') return 'unknown_at_stripe';\n  if (now === 'not_paid')",
    "  if (now === 'unknown') return undefined;\n  if (now === 'not_paid')",
  ]),
  integrated('a session names one invoice', 'flows/quarantine', 'two invoices', [
    INVOICE_OF,
    'if (money.namesTwo || ',
    'if (',
  ]),
  integrated(
    'a booked payment is not reported otherwise',
    'flows/quarantine',
    'a known payment that is reported',
    [
      'functions/capabilities/stripe-events/payment.ts',
      "  if (known && !(await agrees(app, tx, known, money))) return quarantined('contradicts_payment');\n",
      '',
    ],
  ),
  integrated('one dead connection closes the idle ones', 'system/half-open', 'one dead connection retires', [
    POOL,
    '    closeIdle(pool);\n',
    '',
  ]),
  integrated('a returned refund is corrected to the patient', 'flows/money-alerts', 'the bank returns', [
    'functions/capabilities/refunds/settle.ts',
    '    await queueRefundCorrection(on, found.invoice, id);\n',
    '',
  ]),
  unit('storage that never answers is left', 'functions/edges/time-limits', 'a blob that is written', [
    'functions/edges/time-limit.ts',
    'timer = setTimeout(() => controller.abort(), milliseconds);',
    'timer = undefined;',
  ]),
  integrated(
    'production steps wait for a backup',
    'flows/operator-commands',
    'in production, new steps wait',
    ['infra/operate/migrate.ts', '!isCurrent && state.verifiedBackup === null', 'false'],
  ),
];
