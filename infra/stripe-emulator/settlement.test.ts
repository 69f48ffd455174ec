/** What is paid in one currency and settled in another, and every currency that the clinic may bill in. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CURRENCIES, stripeMinimum, stripeStep } from '../../functions/domain/currency.ts';
import { API_KEY, checkout, type Harness, startHarness } from './testing.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

const settle = (settlement_currencies: string[] | null, exchange_rates: Record<string, number> = {}) =>
  harness.control('POST', '/settings', { settlement_currencies, exchange_rates });

async function paid(currency: string, amount: number, pays: object = {}) {
  const asked = checkout(amount);
  const [line] = asked.line_items ?? [];
  if (line?.price_data) line.price_data.currency = currency;
  const { id } = await harness.stripe.checkout.sessions.create(asked);
  const { session } = await harness.pay(id, undefined, pays);
  const intent = await harness.stripe.paymentIntents.retrieve(String(session.payment_intent));
  return { session, charge: String(intent.latest_charge) };
}
const entriesOf = async (source: string) =>
  (await harness.stripe.balanceTransactions.list({ source })).data
    .map(({ amount, currency, exchange_rate, fee, net, type }) => ({
      ...{ amount, currency, exchange_rate, fee, net, type },
    }))
    .toReversed();

describe('an account whose balance is in US dollars', () => {
  beforeEach(() => settle(['usd'], { eur: 1.08 }));

  test('converts a payment in euros, and keeps its fees and that of the conversion in dollars', async () => {
    const { charge } = await paid('eur', 100_00);
    expect(await entriesOf(charge)).toEqual([
      { type: 'charge', amount: 108_00, currency: 'usd', exchange_rate: 1.08, fee: 4_51, net: 103_49 },
    ]);
    const made = await harness.stripe.charges.retrieve(charge, { expand: ['balance_transaction'] });
    expect(made).toMatchObject({
      ...{ amount: 100_00, currency: 'eur' },
      balance_transaction: {
        fee_details: [
          { amount: 3_43, currency: 'usd', description: 'Stripe processing fees' },
          { amount: 1_08, currency: 'usd', description: 'Stripe currency conversion fee' },
        ],
      },
    });
  });

  test('gives refunds back, fails them and takes disputes at the rate of their day', async () => {
    const { charge } = await paid('eur', 100_00);
    await settle(['usd'], { eur: 1.12 });
    const refund = await harness.stripe.refunds.create({ charge, amount: 50_00 });
    expect(refund).toMatchObject({ amount: 50_00, currency: 'eur' });
    await settle(['usd'], { eur: 1.1 });
    await harness.control('POST', `/refunds/${refund.id}`, { outcome: 'failed' });
    expect(await entriesOf(refund.id)).toMatchObject([
      { amount: -56_00, currency: 'usd', exchange_rate: 1.12, fee: 0, type: 'refund' },
      { amount: 55_00, currency: 'usd', exchange_rate: 1.1, type: 'refund_failure' },
    ]);
    const { dispute } = await harness.control<{ dispute: { id: string } }>(
      'POST',
      `/charges/${charge}/dispute`,
      {},
    );
    await settle(['usd'], { eur: 1.2 });
    await harness.control('POST', `/disputes/${dispute.id}`, { outcome: 'won' });
    expect(await harness.stripe.disputes.retrieve(dispute.id)).toMatchObject({
      ...{ amount: 100_00, currency: 'eur' },
      balance_transactions: [
        { amount: -110_00, currency: 'usd', exchange_rate: 1.1, fee: 15_00 },
        { amount: 120_00, currency: 'usd', exchange_rate: 1.2, fee: 0 },
      ],
    });
  });

  test.each([
    ['lost', 'lost'],
    ['won', 'won'],
  ])('returns a part of a dispute that is %s, at the rate of that day', async (outcome, status) => {
    const { charge } = await paid('eur', 100_00);
    const { dispute } = await harness.control<{ dispute: { id: string } }>(
      'POST',
      `/charges/${charge}/dispute`,
      {},
    );
    await settle(['usd'], { eur: 1.2 });
    const close = (returned: number) =>
      harness.control('POST', `/disputes/${dispute.id}`, { outcome, returned });
    await expect(close(100_01)).rejects.toThrow('409');
    await close(60_00);
    expect(await harness.stripe.disputes.retrieve(dispute.id)).toMatchObject({
      ...{ amount: 100_00, currency: 'eur', status },
      balance_transactions: [
        { amount: -108_00, currency: 'usd', exchange_rate: 1.08 },
        { amount: 72_00, currency: 'usd', exchange_rate: 1.2, reporting_category: 'dispute_reversal' },
      ],
    });
  });

  test('pays out dollars, and has no balance in euros', async () => {
    await paid('eur', 100_00, { card: '4000000000000077' });
    expect(await harness.stripe.balance.retrieve()).toMatchObject({
      available: [{ amount: 103_49, currency: 'usd' }],
    });
    await expect(harness.control('POST', '/payouts', { currency: 'eur' })).rejects.toThrow('409');
    expect(await harness.control('POST', '/payouts', { currency: 'usd' })).toMatchObject({
      payout: { amount: 103_49, currency: 'usd' },
    });
  });

  test('states the rate of yen in cents for one yen, as Stripe does', async () => {
    await settle(['usd'], { jpy: 0.0067 });
    const { charge } = await paid('jpy', 10_000);
    expect(await entriesOf(charge)).toMatchObject([{ amount: 67_00, currency: 'usd', exchange_rate: 0.67 }]);
  });

  test('refuses what converts to less than fifty cents', async () => {
    await settle(['usd'], { jpy: 0.0067 });
    await expect(paid('jpy', 60)).rejects.toMatchObject({
      code: 'amount_too_small',
      message: expect.stringContaining('converts to approximately $0.40'),
    });
  });

  test('refuses a refund for which the dollars do not suffice, by the rate of the day', async () => {
    await harness.control('POST', '/settings', { enforce_balance: true });
    const { charge } = await paid('eur', 100_00, { card: '4000000000000077' });
    await settle(['usd'], { eur: 1.02 });
    expect(await harness.stripe.refunds.create({ charge, amount: 50_00 })).toMatchObject({
      status: 'succeeded',
    });
    await settle(['usd'], { eur: 1.5 });
    expect(await harness.stripe.refunds.create({ charge, amount: 50_00 })).toMatchObject({
      ...{ status: 'pending', pending_reason: 'insufficient_funds' },
    });
  });
});

test('a bank debit that fails goes back at the rate of that day', async () => {
  await settle(['eur'], { usd: 0.9 });
  const { session, charge } = await paid('usd', 100_00, { bank_account: '000123456789' });
  await settle(['eur'], { usd: 0.95 });
  await harness.control('POST', `/sessions/${session.id}/settle`, { outcome: 'fail' });
  expect(await entriesOf(charge)).toMatchObject([
    { type: 'payment', amount: 90_00, currency: 'eur', exchange_rate: 0.9 },
    { type: 'payment_failure_refund', amount: -95_00, currency: 'eur', exchange_rate: 0.95, fee: 0 },
  ]);
});

test('an account with two balances keeps each and converts the rest into the first', async () => {
  const two = await startHarness({ settlementCurrencies: ['usd', 'eur'], apiKey: API_KEY });
  await harness.stop();
  harness = two;
  for (const [currency, into] of [
    ['eur', 'eur'],
    ['gbp', 'usd'],
    ['usd', 'usd'],
  ] as const) {
    const { charge } = await paid(currency, 20_00);
    const [entry] = await entriesOf(charge);
    expect(entry?.currency).toBe(into);
    expect(entry?.exchange_rate === null).toBe(currency === into);
  }
  const balance = await harness.stripe.balance.retrieve();
  expect(balance.pending.map(({ currency }) => currency)).toEqual(['eur', 'usd']);
});

test.each(CURRENCIES)('%s is paid and refunded in part, from its minimum on', async (currency) => {
  const least = stripeMinimum(currency);
  await expect(paid(currency, least - stripeStep(currency))).rejects.toMatchObject({
    code: 'amount_too_small',
  });
  const { charge } = await paid(currency, least);
  await harness.stripe.refunds.create({ charge, amount: 10 });
  expect(await entriesOf(charge)).toMatchObject([{ amount: least, currency, exchange_rate: null }]);
});

test('the last of three decimals must be 0', async () => {
  const refused = { code: 'parameter_invalid_integer', message: expect.stringContaining('divisible by 10') };
  await expect(paid('kwd', 5_125)).rejects.toMatchObject(refused);
  const { charge } = await paid('kwd', 5_120);
  await expect(harness.stripe.refunds.create({ charge, amount: 1_005 })).rejects.toMatchObject(refused);
  const page = await (await fetch(`${harness.url}/receipts/${charge}`)).text();
  expect(page).toContain('5.120');
});

describe('a balance in whole units', () => {
  test.each([
    ['isk', 138.88, 1_388_800],
    ['ugx', 4012.34, 40_123_400],
    // Forints have two decimals; only what is paid out has none.
    ['huf', 387.214, 3_872_140],
  ])('%s: what is converted is %d for one euro', async (currency, eur, settled) => {
    await settle([currency], { eur });
    const { charge } = await paid('eur', 100_00);
    expect(await entriesOf(charge)).toMatchObject([{ amount: settled, currency }]);
  });

  test('parts of a króna cannot be charged, as Stripe refuses them', async () => {
    await expect(paid('isk', 4_010)).rejects.toMatchObject({
      code: 'invalid_charge_amount_no_decimal_compatible',
    });
    await expect(paid('isk', 4_000)).resolves.toBeDefined();
  });

  test.each(['huf', 'twd'])(
    '%s is paid out in whole units, and the rest with a later payout',
    async (currency) => {
      await settle([currency], { eur: 387.2143 });
      await paid('eur', 100_00, { card: '4000000000000077' });
      const available = async () => (await harness.stripe.balance.retrieve()).available[0]?.amount ?? 0;
      const before = await available();
      expect(before % 100).not.toBe(0);
      await expect(
        harness.control('POST', '/payouts', { currency, automatic: false, amount: before }),
      ).rejects.toThrow('409');
      const payOut = async () =>
        (await harness.control<{ payout: { amount: number } }>('POST', '/payouts', { currency })).payout;
      const first = await payOut();
      expect(first.amount).toBe(before - (before % 100));
      expect(await available()).toBe(before % 100);
      await paid('eur', 100_00, { card: '4000000000000077' });
      const second = await payOut();
      expect((await available()) + first.amount + second.amount).toBe(before * 2);
    },
  );
});

test('a smallest balance is held back in the payout and released beside it', async () => {
  await harness.control('POST', '/settings', { minimum_balance: { usd: 50_00 } });
  await paid('usd', 100_00, { card: '4000000000000077' });
  const { payout } = await harness.control<{ payout: { id: string; amount: number } }>(
    'POST',
    '/payouts',
    {},
  );
  expect(payout.amount).toBe(100_00 - 3_20 - 50_00);
  const parts = (await harness.stripe.balanceTransactions.list({ payout: payout.id })).data;
  expect(parts.map(({ type, net }) => [type, net])).toEqual([
    ['payout', -46_80],
    ['payout_minimum_balance_hold', -50_00],
    ['charge', 96_80],
  ]);
  expect((await harness.stripe.balance.retrieve()).available[0]?.amount).toBe(50_00);
});
