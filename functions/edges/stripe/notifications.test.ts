import { describe, expect, test } from 'vitest';
import { parseNotification } from './notifications.ts';

const OURS = 'b9f3c5c0-3a3c-4b6e-9f6f-0d6a2f1c9b11';
const read = (type: string, object: object) =>
  parseNotification({
    id: 'evt_1',
    type,
    livemode: false,
    createdAt: new Date('2026-11-23T12:00:00Z'),
    payload: JSON.stringify({ data: { object } }),
  });

const refund = { id: 're_1', amount: 500, currency: 'usd', charge: 'ch_1', payment_intent: 'pi_1' };
const dispute = {
  id: 'du_1',
  amount: 900,
  currency: 'usd',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  reason: 'fraudulent',
  status: 'needs_response',
  is_charge_refundable: false,
  evidence_details: { due_by: 1_796_000_000 },
  created: 1_795_000_000,
};

describe('refunds', () => {
  test.each([
    ['refund.created', 'pending', 'processing'],
    ['refund.updated', 'succeeded', 'succeeded'],
    ['refund.failed', 'failed', 'failed'],
    ['charge.refund.updated', 'canceled', 'failed'],
  ])('%s (%s) is %s', (type, status, state) => {
    expect(read(type, { ...refund, status, metadata: { refund_id: OURS } })).toMatchObject({
      kind: 'refund_updated',
      refund: { stripeRefundId: 're_1', ourId: OURS, amountCents: 500, state, paymentIntentId: 'pi_1' },
    });
  });

  test('a metadata that is no id of ours, and an expanded charge, do no harm', () => {
    const reported = {
      ...refund,
      status: 'succeeded',
      charge: { id: 'ch_9' },
      metadata: { refund_id: "'; drop" },
    };
    expect(read('refund.updated', reported)).toMatchObject({ refund: { ourId: null, chargeId: 'ch_9' } });
  });

  test('a charge reports its total and its payment', () => {
    const charge = { id: 'ch_1', amount: 900, amount_captured: 900, amount_refunded: 500, currency: 'usd' };
    expect(read('charge.refunded', { ...charge, payment_intent: 'pi_1' })).toMatchObject({
      kind: 'charge_refunded',
      refundedCents: 500,
      money: { amountCents: 900, paymentIntentId: 'pi_1', chargeId: 'ch_1' },
    });
    expect(read('charge.refunded', charge)).toEqual({ kind: 'ignored' });
  });

  test.each([{ amount: -1 }, { amount: 0 }, { amount: 1.5 }, { currency: undefined }, { id: 7 }])(
    'that lack what they need (%o) are not understood',
    (wrong) => {
      expect(read('refund.created', { ...refund, ...wrong })).toMatchObject({ kind: 'unparseable' });
    },
  );
});

describe('disputes', () => {
  const entry = { id: 'txn_1', amount: -900, fee: 1500 };

  test('report what they withdrew, with its fee, and until when evidence counts', () => {
    expect(read('charge.dispute.updated', { ...dispute, balance_transactions: [entry] })).toMatchObject({
      kind: 'dispute_updated',
      dispute: {
        evidenceDueAt: new Date(1_796_000_000_000),
        movements: [
          { direction: 'withdrawn', amountCents: 900, feeCents: 1500, balanceTransactionId: 'txn_1' },
        ],
      },
    });
  });

  test('that say that money moved are believed without the entry, and counted once with it', () => {
    const movements = (object: object) => {
      const notification = read('charge.dispute.funds_withdrawn', object);
      return notification.kind === 'dispute_updated' ? notification.dispute.movements : [];
    };
    expect(movements(dispute)).toEqual([
      {
        ...{ direction: 'withdrawn', amountCents: 900, balanceTransactionId: null, transaction: null },
        ...{ feeCents: 0, feeCurrency: 'usd' },
      },
    ]);
    expect(movements({ ...dispute, balance_transactions: [entry] })).toHaveLength(1);
  });

  test('that were converted say how much in the currency of the dispute, and the fee in that of the balance', () => {
    const converted = {
      ...{ ...entry, type: 'adjustment', reporting_category: 'dispute', currency: 'eur', exchange_rate: 0.9 },
      ...{ amount: -810, fee: 1500, net: -2310, created: 1, available_on: 1 },
    };
    const notification = read('charge.dispute.updated', { ...dispute, balance_transactions: [converted] });
    expect(notification.kind === 'dispute_updated' && notification.dispute.movements).toMatchObject([
      {
        ...{ direction: 'withdrawn', amountCents: 900, feeCents: 1500, feeCurrency: 'eur' },
        transaction: { amountCents: -810, currency: 'eur', exchangeRate: 0.9 },
      },
    ]);
  });
});

test('a payout and a settled charge', () => {
  const payout = {
    id: 'po_1',
    amount: 5,
    currency: 'usd',
    status: 'paid',
    arrival_date: 1_796_000_000,
    created: 1,
  };
  expect(read('payout.paid', payout)).toMatchObject({
    payout: { arrivesOn: '2026-11-30', reconciled: false },
  });
  const charge = { id: 'ch_1', amount: 900, currency: 'usd', payment_intent: 'pi_1' };
  expect(read('charge.updated', charge)).toEqual({ kind: 'ignored' });
  expect(read('charge.updated', { ...charge, balance_transaction: 'txn_1' })).toEqual({
    kind: 'fee_known',
    balanceTransactionId: 'txn_1',
  });
});
