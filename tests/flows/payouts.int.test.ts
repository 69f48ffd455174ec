/** What Stripe keeps and pays out: fees, payouts with their parts, and the bank that sends one back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookFees } from '../../functions/capabilities/stripe-balance/fees.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

/** A card whose money can be paid out at once. */
const AT_ONCE = '4000000000000077';

const account = async (name: string) => {
  const [row] = await clinic.rows<{ cents: number }>(
    `select coalesce(sum(amount_cents), 0)::int as cents from ledger_entries where account = $1`,
    [name],
  );
  return row?.cents ?? 0;
};
async function payOut() {
  const { payout } = await clinic.harness.control<{ payout: { id: string; amount: number } }>(
    'POST',
    '/payouts',
  );
  await clinic.sync();
  return payout;
}
const stored = async (id: string) =>
  (
    await clinic.rows(`select status, amount_cents, reconciled from payouts where stripe_payout_id = $1`, [
      id,
    ])
  )[0];

describe('a fee', () => {
  test('in the currency of settlement, of a payment in another currency, is booked in its own', async () => {
    const invoice = await clinic.paid({ currency: 'eur' });
    await clinic.sync();
    const at = clinic.app.clock.now();
    const settled = {
      ...{ id: 'txn_converted', type: 'charge', reportingCategory: 'charge', source: invoice.chargeId },
      ...{
        amountCents: 108_00,
        feeCents: 3_43,
        netCents: 104_57,
        currency: 'usd',
        exchangeRate: 1.08,
        madeAt: at,
        availableAt: at,
      },
    };
    await clinic.app.db.read.balance.add([settled], null);
    await bookFees(clinic.app, { ids: ['txn_converted'] }, { unknown: [] });
    expect(
      await clinic.rows(
        `select e.account, e.currency, e.amount_cents::int, e.invoice_id from ledger_entries e
         join ledger_transactions t on t.id = e.transaction_id
         where t.kind = 'stripe_fee' and t.cause = 'balance_transaction:txn_converted' order by 1`,
      ),
    ).toEqual([
      { account: 'payment_fees', currency: 'usd', amount_cents: 343, invoice_id: null },
      { account: 'stripe_clearing', currency: 'usd', amount_cents: -343, invoice_id: null },
    ]);
  });

  test('is booked when it is known, once, whether its charge is known yet or not', async () => {
    const before = await account('payment_fees');
    const invoice = await clinic.paid();
    const events = await clinic.undelivered();
    await clinic.deliverEvents(events.toReversed());
    await clinic.deliverEvents(events);
    expect((await account('payment_fees')) - before).toBe(320);
    const fees = await clinic.rows(
      `select e.payment_id, e.invoice_id from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where t.kind = 'stripe_fee' and e.account = 'payment_fees' and e.invoice_id = $1`,
      [invoice.id],
    );
    expect(fees).toEqual([{ payment_id: (await clinic.paymentOf(invoice.id)).id, invoice_id: invoice.id }]);
  });

  test('that comes while its payment is being booked is booked by the later of the two', async () => {
    const before = await account('payment_fees');
    await clinic.paid();
    const events = await clinic.undelivered();
    const payment = events.find(({ type }) => type === 'charge.succeeded');
    const fee = events.find(({ type }) => type === 'charge.updated');
    if (!payment || !fee) throw new Error('Both events come with a payment.');
    const database = clinic.app.db;
    let open = true;
    clinic.app.db = {
      ...database,
      transaction: (work) =>
        database.transaction(async (tx) => {
          const done = await work(tx);
          if (open) {
            open = false;
            await clinic.deliverEvents([fee]);
          }
          return done;
        }),
    };
    await clinic.deliverEvents([payment]);
    clinic.app.db = database;
    expect((await account('payment_fees')) - before).toBe(320);
    await clinic.sync();
    expect((await account('payment_fees')) - before).toBe(320);
  });
});

describe('a payout', () => {
  test('moves what is left to the bank and knows what it is made of', async () => {
    const one = await clinic.paid({}, AT_ONCE);
    const other = await clinic.paid({}, AT_ONCE);
    await clinic.harness.control('POST', `/charges/${other.chargeId}/refund`, { amount: 30_00 });
    await clinic.sync();
    const bank = await account('bank');
    const payout = await payOut();
    expect((await account('bank')) - bank).toBe(payout.amount);
    expect(await stored(payout.id)).toEqual({
      status: 'paid',
      amount_cents: payout.amount,
      reconciled: true,
    });
    const parts = await clinic.rows<{ source: string; net: number }>(
      `select source, net_cents::int as net from balance_transactions where stripe_payout_id = $1`,
      [payout.id],
    );
    expect(parts.map((part) => part.source)).toEqual(expect.arrayContaining([one.chargeId, other.chargeId]));
    expect(parts.reduce((sum, part) => sum + part.net, 0)).toBe(payout.amount);
  });

  test('that the bank sends back is undone, and reported again changes nothing', async () => {
    await clinic.paid({}, AT_ONCE);
    await clinic.sync();
    const [bank, clearing] = [await account('bank'), await account('stripe_clearing')];
    const { payout } = await clinic.harness.control<{ payout: { id: string } }>('POST', '/payouts');
    await clinic.harness.control('POST', `/payouts/${payout.id}/fail`);
    const events = await clinic.undelivered();
    await clinic.deliverEvents([...events.toReversed(), ...events]);
    await clinic.work();
    expect(await stored(payout.id)).toMatchObject({ status: 'failed' });
    expect([await account('bank'), await account('stripe_clearing')]).toEqual([bank, clearing]);
  });
});

test('the database keeps Stripe’s books as Stripe reported them', async () => {
  await clinic.paid({}, AT_ONCE);
  await clinic.sync();
  await payOut();
  const hostile: [string, RegExp][] = [
    [
      'update balance_transactions set amount_cents = 1, net_cents = 1 - fee_cents',
      /as Stripe reported|permission denied/,
    ],
    ['update balance_transactions set source = null', /as Stripe reported|permission denied/],
    ['update payouts set amount_cents = amount_cents + 1', /as Stripe reported|permission denied/],
    ['delete from balance_transactions', /never deleted|permission denied/],
    ['delete from payouts', /never deleted|permission denied/],
    ['truncate payouts cascade', /refused|permission denied/],
    ['truncate balance_transactions', /refused|permission denied/],
    [
      `insert into balance_transactions (id, type, reporting_category, amount_cents, fee_cents, net_cents, currency, made_at, available_at)
       values ('txn_x', 'charge', 'charge', 100, 3, 100, 'usd', now(), now())`,
      /check constraint/,
    ],
  ];
  for (const [sql, refusal] of hostile) {
    await expect(clinic.rows(sql), `owner: ${sql}`).rejects.toThrow(refusal);
    await expect(clinic.asApp(sql), `app: ${sql}`).rejects.toThrow(refusal);
  }
});

describe('a payout that was made by hand', () => {
  const byHand = async (more: object = {}) => {
    const { payout } = await clinic.harness.control<{ payout: { id: string; amount: number } }>(
      'POST',
      '/payouts',
      { automatic: false, ...more },
    );
    await clinic.sync();
    return payout;
  };

  test('is booked and compared by itself, because Stripe does not say what is in it', async () => {
    await clinic.paid({}, AT_ONCE);
    await clinic.sync();
    const bank = await account('bank');
    const payout = await byHand({ amount: 20_00 });
    expect((await account('bank')) - bank).toBe(20_00);
    expect(await stored(payout.id)).toEqual({ status: 'paid', amount_cents: 2000, reconciled: true });
    expect(
      await clinic.rows(
        `select topic, last_error from outbox where topic = 'sync_payout' and last_error is not null`,
      ),
    ).toEqual([]);
    await compare();
    expect(await differences()).toEqual([]);
  });

  test('and called off again leaves nothing behind', async () => {
    await clinic.paid({}, AT_ONCE);
    await clinic.sync();
    const [bank, clearing] = [await account('bank'), await account('stripe_clearing')];
    const payout = await byHand({ amount: 10_00, pending: true });
    await clinic.harness.control('POST', `/payouts/${payout.id}/cancel`);
    await clinic.sync();
    expect(await stored(payout.id)).toMatchObject({ status: 'canceled' });
    expect(await account('bank')).toBe(bank);
    expect(await account('stripe_clearing')).toBe(clearing);
    await compare();
    expect(await differences()).toEqual([]);
  });

  test('that came back is among the transactions of the next payout', async () => {
    await clinic.paid({}, AT_ONCE);
    await clinic.sync();
    const gone = await byHand({ amount: 15_00 });
    await clinic.harness.control('POST', `/payouts/${gone.id}/fail`);
    await clinic.sync();
    const { id, amount } = await payOut();
    const sources = await clinic.rows<{ type: string }>(
      'select type from balance_transactions where stripe_payout_id = $1 and source = $2 order by type',
      [id, gone.id],
    );
    expect(sources.map(({ type }) => type)).toEqual(['payout', 'payout_failure']);
    const now = clinic.app.clock.now().getTime();
    const between = [new Date(now - 3_600_000), new Date(now + 3_600_000)] as const;
    const payouts = await clinic.app.db.read.reconciliation.payouts(...between);
    const found = payouts.find(({ stripe_payout_id }) => stripe_payout_id === id);
    expect(found).toMatchObject({ amount_cents: amount, parts_cents: amount });
  });
});

const compare = () => clinic.reconcile();

const differences = () =>
  clinic.rows(
    `select class, object, detail from reconciliation_breaks where resolved_at is null and object like 'po\\_%'`,
  );
