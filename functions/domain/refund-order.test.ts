/** The six events of one payment and its refund, in all 720 orders, by the rules alone: the end is always the same. */
import { describe, expect, test } from 'vitest';
import { type LedgerEntry, paymentPosting } from './ledger.ts';
import { type Cents, cents, ZERO } from './money.ts';
import { NO_FIGURES, refundFailedPosting, refundPosting } from './money-back.ts';
import {
  isAdvance,
  isTotalExplained,
  type KnownRefund,
  type RefundChange,
  type ReportedRefund,
  refundChanges,
  type StripeRefundState,
  totalChanges,
} from './refund.ts';

const debt = { invoiceId: 'invoice', patientId: 'patient', currency: 'usd' as const };
const at = new Date('2026-11-23T12:00:00Z');
const PAID = cents(100_00);

type Scenario = { amountCents: Cents; effect: 'credit' | 'reopen'; ours: boolean; stripeKnows: boolean };
const EVENTS = [
  'session.completed',
  'intent.succeeded',
  'charge.succeeded',
  'refund.created',
  'refund.updated',
  'charge.refunded',
] as const;
type EventName = (typeof EVENTS)[number];

/** What the database would hold. */
type Books = {
  paid: boolean;
  refunds: KnownRefund[];
  entries: LedgerEntry[];
  booked: Map<string, LedgerEntry[]>;
};

const balance = (books: Books): Cents =>
  cents(sum(books.entries.filter((entry) => entry.account === 'receivable')));
const sum = (entries: readonly LedgerEntry[]) =>
  entries.reduce((total, entry) => total + entry.amountCents, 0);

function pay(books: Books): void {
  if (books.paid) return;
  books.paid = true;
  const owedCents = balance(books);
  const money = {
    paymentId: 'p',
    amountCents: PAID,
    owedCents,
    into: 'stripe_clearing' as const,
    cause: 'c',
  };
  books.entries.push(...paymentPosting(debt, money, at).posting.entries);
}

function settle(books: Books, id: string, state: StripeRefundState, effect: 'credit' | 'reopen'): void {
  const refund = books.refunds.find((each) => each.id === id);
  if (!refund) throw new Error(`There is no refund ${id}.`);
  const was = refund.status;
  refund.status = state;
  const posted = { refundId: id, paymentId: 'p' };
  if (state === 'succeeded') {
    const figures = { ...NO_FIGURES, keptCents: PAID, revenueCents: cents(92_00), taxCents: cents(8_00) };
    const { entries } = refundPosting(
      [{ debt, invoice: figures, amountCents: refund.amountCents }],
      { ...posted, effect },
      at,
    );
    books.booked.set(id, [...entries]);
    books.entries.push(...entries);
  } else if (state === 'failed' && was === 'succeeded') {
    const booked = books.booked.get(id) ?? [];
    books.entries.push(
      ...refundFailedPosting([{ debt, owedCents: balance(books) }], { ...posted, booked }, at).entries,
    );
  }
}

function write(books: Books, change: RefundChange, effect: 'credit' | 'reopen'): void {
  if (change.change === 'add') {
    const id = `made at Stripe ${books.refunds.length}`;
    const { amountCents, stripeRefundId } = change;
    books.refunds.push({ id, amountCents, stripeRefundId, status: 'processing', madeAtStripe: true });
    if (change.state !== 'processing') settle(books, id, change.state, 'reopen');
    return;
  }
  const refund = books.refunds.find((each) => each.id === change.id);
  if (!refund) throw new Error(`There is no refund ${change.id}.`);
  if (change.change === 'reject') refund.status = 'rejected';
  if (change.change === 'name') refund.stripeRefundId = change.stripeRefundId;
  if (change.change !== 'reject' && isAdvance(refund, change.state))
    settle(books, refund.id, change.state, effect);
}

/** Applies one event, or says that it must wait for its payment. */
function apply(books: Books, event: EventName, scenario: Scenario): 'done' | 'waits' {
  const reported: ReportedRefund = {
    stripeRefundId: 're_1',
    ourId: scenario.ours ? 'ours' : null,
    amountCents: scenario.amountCents,
    state: 'succeeded',
  };
  const take = (refund: ReportedRefund) => {
    for (const change of refundChanges(PAID, books.refunds, refund)) write(books, change, scenario.effect);
  };
  switch (event) {
    case 'refund.created':
    case 'refund.updated':
      if (!books.paid) return 'waits';
      take(event === 'refund.created' ? { ...reported, state: 'processing' } : reported);
      return 'done';
    case 'charge.refunded':
      pay(books);
      if (isTotalExplained(books.refunds, scenario.amountCents)) return 'done';
      if (scenario.stripeKnows) take(reported);
      else
        for (const change of totalChanges(PAID, books.refunds, scenario.amountCents))
          write(books, change, scenario.effect);
      return 'done';
    default:
      pay(books);
      return 'done';
  }
}

function play(order: readonly EventName[], scenario: Scenario): Books {
  const issued: LedgerEntry = { account: 'receivable', amountCents: PAID, effect: 'charge' };
  const sent: KnownRefund = {
    id: 'ours',
    amountCents: scenario.amountCents,
    status: 'processing',
    stripeRefundId: null,
    madeAtStripe: false,
  };
  const books: Books = {
    paid: false,
    refunds: scenario.ours ? [sent] : [],
    entries: [issued],
    booked: new Map(),
  };
  let waiting: EventName[] = [];
  for (const event of order) {
    if (apply(books, event, scenario) === 'waits') waiting.push(event);
    waiting = waiting.filter((each) => apply(books, each, scenario) === 'waits');
  }
  expect(waiting).toEqual([]);
  return books;
}

const summary = (books: Books) => {
  const of = (account: string) => sum(books.entries.filter((entry) => entry.account === account));
  return {
    effective: books.refunds
      .filter((refund) => refund.status !== 'failed')
      .map(({ amountCents, status, stripeRefundId }) => ({ amountCents, status, stripeRefundId })),
    clearing: of('stripe_clearing'),
    owed: of('receivable'),
    credit: of('patient_credit'),
    tax: of('tax_payable'),
    adjustments: of('adjustments'),
  };
};

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

describe('the six events of a payment and its refund, in all 720 orders', () => {
  const made = [
    { ours: true, effect: 'credit', who: 'asked for here' },
    { ours: true, effect: 'reopen', who: 'asked for here' },
    { ours: false, effect: 'reopen', who: 'made at the dashboard' },
  ] as const;
  const known = [
    { stripeKnows: true, how: 'listed at Stripe' },
    { stripeKnows: false, how: 'known from the total only' },
  ];
  const scenarios = [PAID, cents(30_00)].flatMap((amountCents) =>
    made.flatMap((one) => known.map((other) => ({ amountCents, ...one, ...other }))),
  );

  test.each(scenarios)('$amountCents $who, $how, $effect', (scenario) => {
    const orders = permutations(EVENTS);
    expect(orders).toHaveLength(720);
    const { amountCents } = scenario;
    const credited = scenario.ours && scenario.effect === 'credit';
    const tax = credited ? Math.floor((amountCents * 8) / 100) : 0;
    const end = {
      effective: [{ amountCents, status: 'succeeded', stripeRefundId: 're_1' }],
      clearing: PAID - amountCents,
      owed: credited ? 0 : amountCents,
      credit: 0,
      tax,
      adjustments: credited ? amountCents - tax : 0,
    };
    for (const order of orders) {
      expect(summary(play(order, scenario)), order.join(' → ')).toEqual(end);
      // A repeated report changes nothing.
      expect(summary(play([...order, ...order], scenario)), `${order.join(' → ')}, twice`).toEqual(end);
    }
  });

  test('begins from nothing', () => {
    expect(
      summary(play([], { amountCents: PAID, ours: false, stripeKnows: true, effect: 'reopen' })).clearing,
    ).toBe(ZERO);
  });
});
