import { describe, expect, test } from 'vitest';
import type { InvoiceMoney } from './given-back.ts';
import { cents, ZERO } from './money.ts';
import {
  isAdvance,
  isTotalExplained,
  type KnownRefund,
  reasonFromStripe,
  refundableCents,
  refundChanges,
  refundStateOf,
  requireDecidable,
  requireRefundable,
  stripeReason,
  totalChanges,
  whyNotApprovable,
} from './refund.ts';

const refund = (given: Partial<KnownRefund>): KnownRefund => ({
  id: 'ours',
  amountCents: cents(40_00),
  status: 'processing',
  stripeRefundId: null,
  madeAtStripe: false,
  ...given,
});
const money = (given: Partial<Record<keyof InvoiceMoney, number>> = {}): InvoiceMoney => {
  const nothing = {
    refundedCents: 0,
    disputedCents: 0,
    creditHeldCents: 0,
    committedCents: 0,
    requestedCents: 0,
  };
  const figures = { takenCents: 100_00, keptCents: 100_00, ...nothing, ...given };
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, cents(value)]),
  ) as InvoiceMoney;
};
const partsOf = (money: InvoiceMoney) => [
  {
    invoiceId: 'invoice',
    allocatedCents: cents(100_00),
    creditCents: cents(0),
    refundedCents: cents(0),
    disputedCents: cents(0),
    money,
  },
];
const payment = (given: Partial<Parameters<typeof requireRefundable>[0]> = {}) => ({
  status: 'succeeded' as const,
  amountCents: cents(100_00),
  stripePaymentId: 'pi_1',
  disputed: false,
  currency: 'usd' as const,
  parts: partsOf(money()),
  refunds: [],
  ...given,
});
const reported = (given: object = {}) => ({
  stripeRefundId: 're_1',
  ourId: null,
  amountCents: cents(40_00),
  state: 'succeeded' as const,
  ...given,
});

describe('what may be refunded', () => {
  test.each([
    ['a failed payment', payment({ status: 'failed' }), 'payment_failed'],
    ['cash', payment({ stripePaymentId: null }), 'payment_not_online'],
    ['a disputed payment', payment({ disputed: true }), 'payment_disputed'],
    [
      'one that is all asked back',
      payment({ refunds: [refund({ amountCents: cents(100_00), status: 'requested' })] }),
      'nothing_to_refund',
    ],
    [
      'more than is left',
      payment({ refunds: [refund({ amountCents: cents(60_01) })] }),
      'refund_above_payment',
    ],
    ['what left as credit', payment({ parts: partsOf(money({ keptCents: 0 })) }), 'invoice_given_back'],
    [
      'more than the invoice has not given back',
      payment({ parts: partsOf(money({ keptCents: 10_00, creditHeldCents: 29_99 })) }),
      'invoice_given_back',
    ],
  ])('refuses %s', (_, given, code) => {
    expect(() => requireRefundable(given, cents(40_00))).toThrow(expect.objectContaining({ code }));
  });

  test('is in steps that Stripe takes: KWD ends in 0', () => {
    const kwd = payment({ currency: 'kwd', parts: partsOf(money({ keptCents: 40_05 })) });
    expect(requireRefundable(kwd, cents(1_250))).toBe(1_250);
    expect(requireRefundable(kwd, undefined)).toBe(4_000);
    expect(() => requireRefundable(kwd, cents(1_255))).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ code: 'last_decimal' })] }),
    );
  });

  test('is approved and sent only while its money is there', () => {
    const share = (of: InvoiceMoney) => [{ invoiceId: 'invoice', amountCents: cents(40_00), money: of }];
    const waiting = { shares: share(money()), status: 'requested' as const };
    expect(whyNotApprovable(payment(), waiting)).toBeNull();
    expect(whyNotApprovable(payment({ disputed: true }), waiting)).toMatchObject({
      code: 'payment_disputed',
    });
    const gone = { ...waiting, shares: [...waiting.shares, ...share(money({ keptCents: 39_99 }))] };
    expect(whyNotApprovable(payment(), gone)).toMatchObject({ code: 'invoice_given_back' });
    const own = { ...waiting, shares: share(money({ keptCents: 40_00, committedCents: 40_00 })) };
    expect(whyNotApprovable(payment(), { ...own, status: 'approved' })).toBeNull();
    expect(whyNotApprovable(payment(), own)).toMatchObject({ code: 'invoice_given_back' });
  });

  test('is all that is left, when no amount is named; what failed or was rejected leaves it free', () => {
    const refunds = [refund({}), refund({ status: 'failed' }), refund({ status: 'rejected' })];
    expect(requireRefundable(payment({ refunds }), undefined)).toBe(60_00);
    expect(refundableCents(cents(100_00), refunds)).toBe(60_00);
  });

  test('is approved by another person, or by oneself where the clinic allows it', () => {
    const pending = { status: 'requested' as const, requestedBy: 'ada' };
    const by = (staffId: string, selfApproval = false) => ({ staffId, selfApproval });
    expect(requireDecidable(pending, 'approved', by('bob'))).toBe(false);
    expect(requireDecidable(pending, 'approved', by('ada', true))).toBe(true);
    expect(() => requireDecidable(pending, 'approved', by('ada'))).toThrow(
      expect.objectContaining({ code: 'refund_own_request' }),
    );
    expect(requireDecidable(pending, 'rejected', by('ada'))).toBe(true);
    expect(() => requireDecidable({ ...pending, status: 'approved' }, 'approved', by('bob'))).toThrow(
      expect.objectContaining({ code: 'refund_not_requested' }),
    );
  });
});

describe('words', () => {
  test('only "fraudulent" is sent to Stripe as fraudulent, because that blocks the payer', () => {
    expect(stripeReason('fraudulent')).toBe('fraudulent');
    expect(stripeReason('duplicate')).toBe('duplicate');
    for (const reason of ['billing_error', 'service_not_given', 'other', 'requested_by_customer'] as const)
      expect(stripeReason(reason)).toBe('requested_by_customer');
    expect(reasonFromStripe('duplicate')).toBe('duplicate');
    expect(reasonFromStripe('expired_uncaptured_charge')).toBe('other');
    expect(reasonFromStripe(null)).toBe('other');
  });

  test.each([
    ['succeeded', 'succeeded'],
    ['pending', 'processing'],
    ['requires_action', 'processing'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['a_status_of_tomorrow', 'processing'],
    [null, 'processing'],
  ])('%s is %s', (status, state) => {
    expect(refundStateOf(status)).toBe(state);
  });

  test('a state only goes forward, and a success may still fail', () => {
    expect(isAdvance({ status: 'processing' }, 'succeeded')).toBe(true);
    expect(isAdvance({ status: 'succeeded' }, 'failed')).toBe(true);
    expect(isAdvance({ status: 'failed' }, 'succeeded')).toBe(false);
    expect(isAdvance({ status: 'succeeded' }, 'processing')).toBe(false);
  });
});

describe('a refund that Stripe reports', () => {
  const paid = cents(100_00);

  test('is known by its id, and a repeated report changes nothing', () => {
    const known = refund({ stripeRefundId: 're_1', status: 'succeeded' });
    expect(refundChanges(paid, [known], reported())).toEqual([]);
    expect(refundChanges(paid, [known], reported({ state: 'failed' }))).toEqual([
      { change: 'settle', id: 'ours', state: 'failed' },
    ]);
  });

  test('names the row that we sent, though we had given it up', () => {
    for (const status of ['processing', 'failed'] as const) {
      expect(refundChanges(paid, [refund({ status })], reported({ ourId: 'ours' }))).toEqual([
        { change: 'name', id: 'ours', stripeRefundId: 're_1', state: 'succeeded' },
      ]);
    }
  });

  test('is the row whose id it carries, though a restored row does not know that it was approved or sent', () => {
    for (const status of ['requested', 'approved', 'rejected'] as const) {
      expect(refundChanges(paid, [refund({ status })], reported({ ourId: 'ours' }))).toEqual([
        { change: 'name', id: 'ours', stripeRefundId: 're_1', state: 'succeeded' },
      ]);
    }
    const other = refund({ status: 'requested', amountCents: cents(39_00) });
    expect(refundChanges(paid, [other], reported({ ourId: 'ours' }))).toMatchObject([{ change: 'add' }]);
  });

  test('takes over what the charge’s total had booked before its own row was known', () => {
    const total = refund({ id: 'total', madeAtStripe: true, status: 'succeeded', amountCents: cents(55_00) });
    const requests = [refund({ status: 'rejected' }), refund({ id: 'newer', status: 'requested' }), total];
    expect(refundChanges(paid, requests, reported({ ourId: 'ours' }))).toEqual([
      { change: 'settle', id: 'total', state: 'failed' },
      { change: 'add', stripeRefundId: null, amountCents: 15_00, state: 'succeeded' },
      { change: 'name', id: 'ours', stripeRefundId: 're_1', state: 'succeeded' },
    ]);
  });

  test('that came to nothing leaves a row alone that takes no part of the payment', () => {
    for (const status of ['failed', 'rejected'] as const)
      expect(refundChanges(paid, [refund({ status })], reported({ ourId: 'ours', state: 'failed' }))).toEqual(
        [],
      );
  });

  test('that was made at the dashboard is added, and pending requests that no longer fit are rejected', () => {
    const requests = [
      refund({ id: 'older', status: 'approved', amountCents: cents(30_00) }),
      refund({ id: 'newer', status: 'requested', amountCents: cents(50_00) }),
    ];
    expect(refundChanges(paid, requests, reported())).toEqual([
      { change: 'reject', id: 'newer' },
      { change: 'add', stripeRefundId: 're_1', amountCents: 40_00, state: 'succeeded' },
    ]);
  });

  test('takes its part of what the charge’s total had booked', () => {
    const total = refund({ id: 'total', madeAtStripe: true, status: 'succeeded' });
    expect(refundChanges(paid, [total], reported())).toEqual([
      { change: 'name', id: 'total', stripeRefundId: 're_1', state: 'succeeded' },
    ]);
    expect(refundChanges(paid, [total], reported({ amountCents: cents(15_00) }))).toEqual([
      { change: 'settle', id: 'total', state: 'failed' },
      { change: 'add', stripeRefundId: 're_1', amountCents: 15_00, state: 'succeeded' },
      { change: 'add', stripeRefundId: null, amountCents: 25_00, state: 'succeeded' },
    ]);
  });
});

describe('a charge’s total', () => {
  const paid = cents(100_00);

  test('books what no refund explains, once', () => {
    expect(totalChanges(paid, [], cents(40_00))).toEqual([
      { change: 'add', stripeRefundId: null, amountCents: 40_00, state: 'succeeded' },
    ]);
    const booked = refund({ madeAtStripe: true, status: 'succeeded' });
    expect(totalChanges(paid, [booked], cents(40_00))).toEqual([]);
    expect(totalChanges(paid, [booked], cents(70_00))).toMatchObject([{ amountCents: 30_00 }]);
  });

  test('settles the refund that we sent and have no answer for', () => {
    expect(totalChanges(paid, [refund({})], cents(40_00))).toEqual([
      { change: 'settle', id: 'ours', state: 'succeeded' },
    ]);
  });

  test('that is older than a failure is not booked again', () => {
    const failed = refund({ stripeRefundId: 're_1', status: 'failed' });
    expect(totalChanges(paid, [failed], cents(40_00))).toEqual([]);
  });

  test('is explained by refunds that have succeeded, and by no others', () => {
    expect(isTotalExplained([], ZERO)).toBe(true);
    expect(isTotalExplained([refund({ status: 'processing', stripeRefundId: 're_1' })], 40_00)).toBe(false);
    expect(isTotalExplained([refund({ status: 'succeeded', stripeRefundId: 're_1' })], 40_00)).toBe(true);
  });
});
