/** Invoices in one currency and a Stripe balance in another: our books agree with Stripe to the cent in both. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decideDispute } from '../../functions/capabilities/disputes/decide.ts';
import type { Caller } from '../../functions/capabilities/ports/common.ts';
import { BOOK_CURRENCIES, exponentOf } from '../../functions/domain/currency.ts';
import { type DraftOptions, line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

/** A card whose money can be paid out at once. */
const AT_ONCE = '4000000000000077';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(() => settleIn(['usd'], { eur: 1.08 }));
afterAll(() => clinic.close());

const settleIn = (settlement_currencies: string[], exchange_rates: Record<string, number>) =>
  clinic.harness.control('POST', '/settings', { settlement_currencies, exchange_rates });
const idOf = (by: Caller) => (by.actor.type === 'staff' ? by.actor.id : '');

/** Each account's sum in each currency, and what it has changed by since. */
async function accounts(): Promise<Record<string, number>> {
  const rows = await clinic.rows<{ name: string; cents: number }>(
    `select account || ' ' || currency as name, sum(amount_cents)::int as cents from ledger_entries group by 1`,
  );
  return Object.fromEntries(rows.map(({ name, cents }) => [name, cents]));
}
async function movedBy(act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await accounts();
  await act();
  const changes = Object.entries(await accounts()).map(([name, cents]) => [
    name,
    cents - (before[name] ?? 0),
  ]);
  return Object.fromEntries(changes.filter(([, cents]) => cents !== 0));
}

async function compare() {
  await clinic.reconcile();
  return clinic.report();
}

/** No difference, and each balance at Stripe is that of our books, by Stripe's own account of itself. */
async function agree() {
  const report = await compare();
  expect(report.breaks.filter(({ resolved_at }) => resolved_at === null)).toEqual([]);
  expect(report.clearing.filter(({ difference_cents }) => difference_cents !== 0)).toEqual([]);
  const { balance } = await clinic.harness.control<{ balance: Record<string, number> }>('GET', '/truth');
  const ours = Object.entries(await accounts())
    .filter(([name, cents]) => name.startsWith('stripe_clearing ') && cents !== 0)
    .map(([name, cents]) => [name.slice(-3), cents]);
  expect(Object.fromEntries(ours)).toEqual(
    Object.fromEntries(Object.entries(balance).filter(([, cents]) => cents !== 0)),
  );
  return report;
}

const isEuro = ({ source_currency }: { source_currency: string }): boolean => source_currency === 'eur';
const paid = async (options: Partial<DraftOptions> = { currency: 'eur' }) => {
  const invoice = await clinic.paid(options, AT_ONCE);
  await clinic.sync();
  return invoice;
};
async function disputed(chargeId: string) {
  const path = `/charges/${chargeId}/dispute`;
  const { dispute } = await clinic.harness.control<{ dispute: { id: string } }>('POST', path, {});
  await clinic.sync();
  return dispute;
}
const close = async ({ id }: { id: string }, outcome: 'won' | 'lost', returned?: number) => {
  await clinic.harness.control('POST', `/disputes/${id}`, { outcome, returned });
  await clinic.sync();
};

describe('an invoice in euros, on a balance in dollars,', () => {
  test('is paid in euros, and its money and fee are dollars', async () => {
    const moved = await movedBy(async () => {
      await paid();
      await agree();
    });
    expect(moved).toEqual({
      ...{ 'receivable eur': 0, 'revenue eur': -100_00, 'exchange eur': 100_00 },
      ...{ 'stripe_clearing usd': 103_49, 'exchange usd': -108_00, 'payment_fees usd': 4_51 },
      ...{ 'receivable eur': undefined },
    });
  });

  test('keeps what it became, with the rate, and shows it', async () => {
    const invoice = await paid();
    const [row] = await clinic.rows(
      `select currency, amount_cents::int, fee_cents::int, exchange_rate::float8 from balance_transactions where source = $1`,
      [invoice.chargeId],
    );
    expect(row).toEqual({ currency: 'usd', amount_cents: 108_00, fee_cents: 4_51, exchange_rate: 1.08 });
    const payment = await clinic.app.db.read.payments.get((await clinic.paymentOf(invoice.id)).id);
    expect(payment).toMatchObject({
      ...{ amount_cents: 100_00, currency: 'eur', settled_cents: 108_00, exchange_rate: 1.08 },
      ...{ fee_cents: 4_51, fee_currency: 'usd' },
    });
  });

  test('is refunded at the rate of the day, and the difference can be read', async () => {
    const invoice = await paid();
    const { difference_cents: before = 0 } = (await agree()).conversions[0] ?? {};
    await settleIn(['usd'], { eur: 1.12 });
    const moved = await movedBy(async () => {
      await clinic.refund(invoice.id, 50_00);
      await agree();
    });
    expect(moved).toEqual({
      ...{ 'adjustments eur': 50_00, 'exchange eur': -50_00 },
      ...{ 'stripe_clearing usd': -56_00, 'exchange usd': 56_00 },
    });
    const [conversion] = (await agree()).conversions;
    expect(conversion).toMatchObject({ source_currency: 'eur', currency: 'usd' });
    expect((conversion?.difference_cents ?? 0) - before).toBe(-2_00);
  });

  test('whose refund fails later gets it back at the rate of that day', async () => {
    const moved = await movedBy(async () => {
      const invoice = await paid();
      await clinic.refund(invoice.id, 50_00);
      const [{ id } = { id: '' }] = (await clinic.harness.stripe.refunds.list({ charge: invoice.chargeId }))
        .data;
      await settleIn(['usd'], { eur: 1 });
      await clinic.harness.control('POST', `/refunds/${id}`, { outcome: 'failed' });
      await clinic.sync();
      await agree();
    });
    expect(moved).toMatchObject({
      ...{ 'exchange eur': 100_00, 'exchange usd': -108_00 + 54_00 - 50_00 },
      ...{ 'stripe_clearing usd': 103_49 - 54_00 + 50_00 },
    });
  });

  test('is disputed and lost: the euros are disputed, the dollars and the fee are gone', async () => {
    const invoice = await paid();
    await settleIn(['usd'], { eur: 1.1 });
    const moved = await movedBy(async () => {
      const dispute = await disputed(invoice.chargeId);
      await close(dispute, 'lost');
      await agree();
    });
    expect(moved).toEqual({
      ...{ 'disputed_funds eur': 100_00, 'exchange eur': -100_00, 'exchange usd': 110_00 },
      ...{ 'stripe_clearing usd': -125_00, 'payment_fees usd': 15_00 },
    });
    const { data } = await clinic.app.db.read.disputes.list({ invoiceId: invoice.id }, { limit: 5 });
    expect(data).toMatchObject([
      { withdrawn_cents: 100_00, currency: 'eur', fee_cents: 15_00, fee_currency: 'usd' },
    ]);
    const decided = await movedBy(() => decideDispute(clinic.app, data[0]?.id ?? '', 'absorb', clinic.admin));
    expect(decided).toEqual({ 'disputed_funds eur': -100_00, 'write_offs eur': 100_00 });
  });

  test('is disputed and won: what comes back is worth what it is that day', async () => {
    const invoice = await paid();
    const moved = await movedBy(async () => {
      await settleIn(['usd'], { eur: 1.1 });
      const dispute = await disputed(invoice.chargeId);
      await settleIn(['usd'], { eur: 1.2 });
      await close(dispute, 'won');
      await agree();
    });
    expect(moved).toEqual({
      ...{ 'stripe_clearing usd': -110_00 - 15_00 + 120_00 },
      ...{ 'exchange usd': 110_00 - 120_00, 'payment_fees usd': 15_00 },
    });
  });

  test.each([
    ['lost', 60_00, 1.2, 72_00],
    ['won', 60_00, 1.0842, 65_05],
  ] as const)(
    'is disputed, %s, and %i of it comes back at another rate',
    async (outcome, returned, eur, settled) => {
      const invoice = await paid();
      const before = (await agree()).conversions.find(isEuro)?.difference_cents ?? 0;
      const moved = await movedBy(async () => {
        await settleIn(['usd'], { eur: 1.1 });
        const dispute = await disputed(invoice.chargeId);
        await settleIn(['usd'], { eur });
        await close(dispute, outcome, returned);
        await agree();
      });
      expect(moved).toEqual({
        ...{ 'disputed_funds eur': 100_00 - returned, 'exchange eur': returned - 100_00 },
        ...{ 'stripe_clearing usd': -110_00 - 15_00 + settled, 'exchange usd': 110_00 - settled },
        ...{ 'payment_fees usd': 15_00 },
      });
      // Compared with the rate of the payment: what was taken cost more, what came back was worth what it is that day.
      const difference = ((await agree()).conversions.find(isEuro)?.difference_cents ?? 0) - before;
      expect(difference).toBe(-110_00 + 108_00 + settled - Math.round(returned * 1.08));
      const { data } = await clinic.app.db.read.disputes.list({ invoiceId: invoice.id }, { limit: 5 });
      expect(data).toMatchObject([
        { status: outcome, withdrawn_cents: 100_00, reinstated_cents: returned, currency: 'eur' },
      ]);
      const decided = await movedBy(() =>
        decideDispute(clinic.app, data[0]?.id ?? '', 'reopen', clinic.admin),
      );
      expect(decided).toEqual({
        ...{ 'disputed_funds eur': returned - 100_00, 'receivable eur': 100_00 - returned },
      });
      await agree();
    },
  );

  test('is disputed, and what comes back is worth nothing: the books stay as they were', async () => {
    const invoice = await paid();
    const dispute = await disputed(invoice.chargeId);
    await settleIn(['usd'], { eur: 0.3 });
    await close(dispute, 'lost', 1);
    const { data } = await clinic.app.db.read.disputes.list({ invoiceId: invoice.id }, { limit: 5 });
    expect(data).toMatchObject([{ status: 'lost', reinstated_cents: 0 }]);
    await agree();
  });

  test('is disputed and won in part, and the comparison finds it without any event', async () => {
    const invoice = await paid();
    await settleIn(['usd'], { eur: 1.1 });
    const dispute = await disputed(invoice.chargeId);
    await clinic.harness.control('POST', '/webhooks/rules', { mode: 'never_generated' });
    await settleIn(['usd'], { eur: 1.2 });
    await clinic.harness.control('POST', `/disputes/${dispute.id}`, { outcome: 'lost', returned: 25_00 });
    await clinic.harness.control('DELETE', '/webhooks/rules');
    const moved = await movedBy(() => agree());
    expect(moved).toEqual({
      ...{ 'disputed_funds eur': -25_00, 'exchange eur': 25_00 },
      ...{ 'stripe_clearing usd': 30_00, 'exchange usd': -30_00 },
    });
  });

  test('is paid out in dollars', async () => {
    await paid();
    await agree();
    const moved = await movedBy(async () => {
      const { payout } = await clinic.harness.control<{ payout: { amount: number } }>('POST', '/payouts');
      await clinic.sync();
      expect((await accounts())['bank usd']).toBe(payout.amount);
    });
    expect(Object.keys(moved).toSorted()).toEqual(['bank usd', 'stripe_clearing usd']);
    expect((await agree()).payouts).toMatchObject([{ currency: 'usd', matches: true }]);
  });

  test('and all of it found without any event is booked the same', async () => {
    await clinic.harness.control('POST', '/webhooks/rules', { mode: 'never_generated' });
    const invoice = await clinic.paid({ currency: 'eur' });
    await agree();
    await settleIn(['usd'], { eur: 1.12 });
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 20_00 });
    const report = await compare();
    expect(report.clearing.filter(({ difference_cents }) => difference_cents !== 0)).toEqual([]);
    expect(report.breaks.filter((each) => !each.resolved_at)).toMatchObject([
      { class: 'refund_outside', currency: 'eur', ours_cents: -20_00 },
    ]);
    await clinic.harness.control('DELETE', '/webhooks/rules');
    await clinic.rows(
      `update reconciliation_breaks set resolved_at = now(), accepted_by = $1, accepted_note = 'in this test'
       where resolved_at is null`,
      [idOf(clinic.admin)],
    );
  });
});

test('a bank debit that fails after it was settled leaves its fee and the difference of the rates', async () => {
  await settleIn(['eur'], { usd: 0.9 });
  const invoice = await clinic.issued();
  const session = invoice.stripe_checkout_session_id ?? '';
  const moved = await movedBy(async () => {
    await clinic.harness.pay(session, undefined, { bank_account: '000123456789' });
    await clinic.sync();
    const { clearing } = await compare();
    expect(clearing.filter(({ difference_cents }) => difference_cents !== 0)).toEqual([]);
    await settleIn(['eur'], { usd: 0.95 });
    await clinic.harness.control('POST', `/sessions/${session}/settle`, { outcome: 'fail' });
    await clinic.sync();
    await agree();
  });
  expect(moved).toEqual({
    'stripe_clearing eur': -5_00 - 3_81,
    'exchange eur': 5_00,
    'payment_fees eur': 3_81,
  });
});

test('a clinic with invoices in euros, yen and dinars, two balances and payouts of each', async () => {
  await settleIn(['usd', 'eur'], { jpy: 0.0067, kwd: 3.25 });
  for (const currency of ['eur', 'jpy', 'kwd'] as const) {
    const invoice = await paid({ currency, lines: [line(20_000)] });
    await clinic.refund(invoice.id, 5_000);
  }
  const report = await agree();
  expect(report.conversions.map((each) => `${each.source_currency} ${each.currency}`).toSorted()).toEqual(
    expect.arrayContaining(['jpy usd', 'kwd usd']),
  );
  for (const currency of ['usd', 'eur']) await clinic.harness.control('POST', '/payouts', { currency });
  await clinic.sync();
  const after = await agree();
  expect(after.payouts.every(({ matches }) => matches)).toBe(true);
  expect(new Set(after.payouts.map(({ currency }) => currency))).toEqual(new Set(['usd', 'eur']));
});

describe('a balance in a currency that Stripe treats specially', () => {
  test.each([
    // Paid out in whole units, of which less than one stays.
    ['huf', 387.2143],
    ['twd', 34.7115],
    // In whole units always, written with two decimals.
    ['isk', 138.8812],
    ['ugx', 4012.3417],
    ['krw', 1502.7301],
    ['bhd', 0.40871],
  ])('%s is booked, refunded, disputed and paid out without a difference', async (currency, eur) => {
    await settleIn([currency], { eur });
    const invoice = await paid({ currency: 'eur' });
    await clinic.refund(invoice.id, 33_33);
    await settleIn([currency], { eur: eur * 1.03 });
    const other = await paid({ currency: 'eur' });
    await close(await disputed(other.chargeId), 'lost', 60_00);
    await agree();
    const pays = () => clinic.harness.control('POST', '/payouts', { currency });
    await pays();
    await clinic.sync();
    await paid({ currency: 'eur' });
    await pays();
    await clinic.sync();
    const { payouts } = await agree();
    expect(payouts.filter((each) => each.currency === currency)).toMatchObject([
      { matches: true, reconciled: true },
      { matches: true, reconciled: true },
    ]);
    const [dispute] = (await clinic.app.db.read.disputes.list({ invoiceId: other.id }, { limit: 1 })).data;
    expect(dispute).toMatchObject({ withdrawn_cents: 100_00, reinstated_cents: 60_00 });
  });
});

test('every currency in which Stripe settles can be the balance, with its payout', async () => {
  const currencies = BOOK_CURRENCIES.filter((currency) => currency !== 'eur');
  expect(currencies.length).toBeGreaterThan(50);
  for (const currency of currencies) {
    const digits = exponentOf(currency);
    await settleIn([currency], { eur: digits === 0 ? 1502.73 : 37.2143 });
    await paid({ currency: 'eur' });
    await clinic.harness.control('POST', '/payouts', { currency });
    await clinic.sync();
  }
  const report = await agree();
  const paidOut = report.payouts.filter(({ matches }) => matches).map(({ currency }) => currency);
  expect(currencies.filter((currency) => !paidOut.includes(currency))).toEqual([]);
  // Fifty of them, each paid and paid out.
}, 180_000);

test('a smallest balance that the account keeps is no difference', async () => {
  await settleIn(['usd'], { eur: 1.08 });
  await clinic.harness.control('POST', '/settings', { minimum_balance: { usd: 20_00 } });
  await paid();
  await clinic.harness.control('POST', '/payouts', { currency: 'usd' });
  await clinic.harness.control('POST', '/settings', { minimum_balance: {} });
  await clinic.sync();
  const { payouts } = await agree();
  const [payout] = payouts.filter(({ currency }) => currency === 'usd');
  expect(payout).toMatchObject({ matches: true });
  expect(payout?.parts.map(({ type }) => type)).toContain('payout_minimum_balance_hold');
});

test('an amount that its rate does not explain is a difference, and the run goes on', async () => {
  const invoice = await paid();
  const { balanceTransactionsSince } = clinic.app.stripe;
  clinic.app.stripe = {
    ...clinic.app.stripe,
    async balanceTransactionsSince(from, setAside) {
      const all = await balanceTransactionsSince(from, setAside);
      const at = clinic.app.clock.now();
      const more = {
        type: 'stripe_fee',
        reportingCategory: 'fee',
        source: null,
        madeAt: at,
        availableAt: at,
      };
      const zero = { amountCents: -1, feeCents: 0, netCents: -1, exchangeRate: null };
      return [...all, { ...more, ...zero, id: 'txn_in_test_money', currency: 'xts' }];
    },
  };
  await clinic.rows(`alter table balance_transactions disable trigger user`);
  await clinic.rows(`update balance_transactions set exchange_rate = 2 where source = $1`, [
    invoice.chargeId,
  ]);
  await clinic.rows(`alter table balance_transactions enable trigger user`);
  const report = await compare();
  clinic.app.stripe = { ...clinic.app.stripe, balanceTransactionsSince };
  expect(report.breaks.filter((each) => !each.resolved_at)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...{ class: 'amount_differs', object: invoice.chargeId, currency: 'usd' },
        ...{ ours_cents: 200_00, stripe_cents: 108_00 },
      }),
      expect.objectContaining({ class: 'not_booked', object: 'txn_in_test_money' }),
    ]),
  );
});
