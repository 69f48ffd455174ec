/** Disputes from the bank's first question to the end: what money moves, and who bears it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideDispute } from '../../functions/capabilities/disputes/decide.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import type { Day } from '../../functions/domain/calendar.ts';
import { withoutLookups } from '../support/stripe-away.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

async function disputed(opening: object = {}) {
  const invoice = await clinic.paid();
  await clinic.sync();
  await clinic.harness.control('POST', `/charges/${invoice.chargeId}/dispute`, opening);
  await clinic.sync();
  return invoice;
}
const disputeOf = async (invoiceId: string) => {
  const { data } = await clinic.app.db.read.disputes.list({ invoiceId }, { limit: 5 });
  const [dispute] = data;
  if (!dispute) throw new Error('There is no dispute.');
  return dispute;
};
const end = async (invoiceId: string, outcome: string, returned?: number) => {
  const { stripe_dispute_id: id } = await disputeOf(invoiceId);
  await clinic.harness.control('POST', `/disputes/${id}`, { outcome, returned });
  await clinic.sync();
};
const alertsOf = async (invoiceId: string) => {
  const { id } = await disputeOf(invoiceId);
  const found = await findAlerts(clinic.app);
  return found.filter((alert) => alert.id === id).map(({ kind, remedy }) => [kind, remedy]);
};
const readDashboard = () => clinic.app.db.read.invoices.dashboard('usd', '2026-11-27' as Day, 'UTC');
const decide = async (invoiceId: string, outcome: 'reopen' | 'absorb') => {
  const { id } = await disputeOf(invoiceId);
  return decideDispute(clinic.app, id, outcome, clinic.admin);
};
const accounts = async (invoiceId: string) =>
  Object.fromEntries(
    (
      await clinic.rows<{ account: string; cents: number }>(
        `select account, sum(amount_cents)::int as cents from ledger_entries
         where invoice_id = $1 and account not in ('revenue', 'receivable') group by 1 having sum(amount_cents) <> 0 order by 1`,
        [invoiceId],
      )
    ).map(({ account, cents }) => [account, cents]),
  );
const FEE = 320;
/** A dispute is open, a refund is forbidden, a refund is waiting. */
const [OPEN, DECIDED] = [
  [true, true, false],
  [false, true, false],
];

describe('a dispute', () => {
  test('takes the money and its fee until the end, shows the deadline, and leaves the invoice as it is', async () => {
    const { id } = await disputed();
    expect(await disputeOf(id)).toMatchObject({
      status: 'needs_response',
      amount_cents: 100_00,
      withdrawn_cents: 100_00,
      fee_cents: 15_00,
      reason: 'fraudulent',
      evidence_due_at: expect.stringMatching(/^\d{4}-/),
    });
    expect(await accounts(id)).toEqual({
      disputed_funds: 100_00,
      payment_fees: 15_00 + FEE,
      stripe_clearing: -15_00 - FEE,
    });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test('is shown beside the status of the invoice and of its payment until someone decides who bears it', async () => {
    const { id } = await disputed();
    const read = clinic.app.db.read;
    const shown = async () => {
      const of = [await read.invoices.get(id), ...(await read.payments.ofInvoice(id))];
      return of.map((each) => [each?.dispute_open, each?.refund_blocked, each?.refund_waiting]);
    };
    expect(await shown()).toEqual([OPEN, OPEN]);
    await end(id, 'lost');
    expect(await shown()).toEqual([OPEN, OPEN]);
    await decide(id, 'absorb');
    expect(await shown()).toEqual([DECIDED, DECIDED]);
  });

  test('of a part takes that part', async () => {
    const { id } = await disputed({ amount: 30_00 });
    expect(await accounts(id)).toMatchObject({ disputed_funds: 30_00 });
  });

  test('that is won gives the money back', async () => {
    const { id } = await disputed();
    await end(id, 'won');
    expect(await disputeOf(id)).toMatchObject({ status: 'won', reinstated_cents: 100_00 });
    expect(await accounts(id)).toEqual({
      payment_fees: 15_00 + FEE,
      stripe_clearing: 100_00 - 15_00 - FEE,
    });
    await expect(decide(id, 'reopen')).rejects.toMatchObject({ code: 'dispute_not_lost' });
  });

  test('that is lost is decided by an admin: the patient owes it again', async () => {
    const { id } = await disputed();
    await expect(decide(id, 'reopen')).rejects.toMatchObject({ code: 'dispute_not_lost' });
    await end(id, 'lost');
    await decide(id, 'reopen');
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    expect((await accounts(id)).disputed_funds).toBeUndefined();
    await expect(decide(id, 'absorb')).rejects.toMatchObject({ code: 'dispute_decided' });
  });

  test('that is lost is decided by an admin: the clinic bears it', async () => {
    const { id } = await disputed();
    await end(id, 'lost');
    await decide(id, 'absorb');
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await accounts(id)).toMatchObject({ write_offs: 100_00 });
  });

  test.each([
    // Stripe closes a dispute that is won in part as lost.
    'lost',
    'won',
  ])('that is %s and gives a part back leaves the rest to be decided, once', async (outcome) => {
    const { id } = await disputed();
    await end(id, outcome, 60_00);
    const dispute = await disputeOf(id);
    expect(dispute).toMatchObject({ status: outcome, withdrawn_cents: 100_00, reinstated_cents: 60_00 });
    expect(await accounts(id)).toMatchObject({ disputed_funds: 40_00 });
    expect(await alertsOf(id)).toEqual([['dispute_undecided', `POST /disputes/${dispute.id}/decide`]]);
    const { open_disputes: before } = (await readDashboard()).attention;
    await decide(id, 'reopen');
    expect(await clinic.invoice(id)).toMatchObject({ status: 'partially_paid', balance_cents: 40_00 });
    expect((await accounts(id)).disputed_funds).toBeUndefined();
    expect(await alertsOf(id)).toEqual([]);
    expect((await readDashboard()).attention.open_disputes).toBe(before - 1);
    await expect(decide(id, 'absorb')).rejects.toMatchObject({ code: 'dispute_decided' });
  });

  test('is an alert with its next step while the bank waits for an answer and while it is lost', async () => {
    const { id } = await disputed();
    const { id: disputeId, stripe_dispute_id: stripeId } = await disputeOf(id);
    expect(await alertsOf(id)).toEqual([
      ['dispute_needs_response', `Answer in Stripe’s dashboard: ${stripeId}`],
    ]);
    await end(id, 'submit');
    expect(await alertsOf(id)).toEqual([]);
    await end(id, 'lost');
    expect(await alertsOf(id)).toEqual([['dispute_undecided', `POST /disputes/${disputeId}/decide`]]);
    await decide(id, 'absorb');
    expect(await alertsOf(id)).toEqual([]);
  });

  test('forbids a refund, because the patient would be paid twice', async () => {
    const { id } = await disputed();
    const payment = await clinic.paymentOf(id);
    const input = {
      paymentId: payment.id,
      amountCents: 10_00,
      reason: 'duplicate',
      note: null,
      effect: 'reopen',
    } as const;
    await expect(requestRefund(clinic.app, input, clinic.clerk)).rejects.toMatchObject({
      code: 'payment_disputed',
    });
  });
});

describe('an inquiry', () => {
  test('moves no money and still allows a refund; it may become a dispute', async () => {
    const { id } = await disputed({ inquiry: true });
    expect(await disputeOf(id)).toMatchObject({ status: 'warning_needs_response', withdrawn_cents: 0 });
    expect(await accounts(id)).toEqual({ payment_fees: FEE, stripe_clearing: 100_00 - FEE });
    await end(id, 'escalate');
    expect(await disputeOf(id)).toMatchObject({ status: 'needs_response', withdrawn_cents: 100_00 });
  });

  test('that is closed leaves nothing behind', async () => {
    const { id } = await disputed({ inquiry: true });
    await end(id, 'lost');
    expect(await disputeOf(id)).toMatchObject({ status: 'warning_closed', withdrawn_cents: 0 });
  });
});

describe('what Stripe reports', () => {
  test('in any order, twice over and before the payment, is booked once', async () => {
    const ends = new Set<string>();
    for (let turn = 0; turn < 6; turn++) {
      const invoice = await clinic.paid();
      await clinic.harness.control('POST', `/charges/${invoice.chargeId}/dispute`, {});
      const [dispute] = (await clinic.harness.stripe.disputes.list({ charge: invoice.chargeId })).data;
      await clinic.harness.control('POST', `/disputes/${dispute?.id}`, { outcome: 'won' });
      const events = await clinic.undelivered();
      const turned = [...events.slice(turn * 2), ...events.slice(0, turn * 2)];
      const order = turn % 2 === 0 ? turned : turned.toReversed();
      await clinic.deliverEvents([...order, ...order]);
      const { status, withdrawn_cents, reinstated_cents, fee_cents } = await disputeOf(invoice.id);
      const booked = await accounts(invoice.id);
      ends.add(JSON.stringify({ status, withdrawn_cents, reinstated_cents, fee_cents, booked }));
    }
    expect([...ends]).toEqual([
      JSON.stringify({
        status: 'won',
        withdrawn_cents: 100_00,
        reinstated_cents: 100_00,
        fee_cents: 15_00,
        booked: { payment_fees: 15_00 + FEE, stripe_clearing: 100_00 - 15_00 - FEE },
      }),
    ]);
    expect(
      await clinic.rows(`select 1 from stripe_events where state in ('received', 'quarantined')`),
    ).toEqual([]);
  });

  test('in a status that no one knows yet, and of a movement without its entry, is kept', async () => {
    const invoice = await clinic.paid();
    await clinic.sync();
    const payment = await clinic.paymentOf(invoice.id);
    const event = (type: string, status: string) =>
      ({
        id: `evt_${type.replaceAll('.', '_')}_${invoice.chargeId}`,
        object: 'event',
        created: 1_795_435_200,
        livemode: false,
        type,
        data: {
          object: {
            id: `du_${invoice.chargeId}`,
            amount: 50_00,
            currency: 'usd',
            charge: invoice.chargeId,
            payment_intent: payment.stripe_payment_id,
            reason: 'a_reason_of_tomorrow',
            status,
            is_charge_refundable: false,
            created: 1_795_435_200,
          },
        },
      }) as unknown as Parameters<StripeClinic['deliverEvents']>[0][number];
    const reinstated = event('charge.dispute.funds_reinstated', 'won');
    const object = reinstated.data.object as unknown as { balance_transactions: object[] };
    object.balance_transactions = [{ id: `txn_${invoice.chargeId}`, amount: 50_00, fee: 0 }];
    const deliver = (...events: Parameters<StripeClinic['deliverEvents']>[0]) =>
      withoutLookups(clinic.app, ['dispute'], () => clinic.deliverEvents(events));
    await deliver(event('charge.dispute.created', 'a_status_of_tomorrow'));
    expect(await disputeOf(invoice.id)).toMatchObject({ status: 'a_status_of_tomorrow' });
    await deliver(reinstated, event('charge.dispute.funds_withdrawn', 'needs_response'));
    expect(await disputeOf(invoice.id)).toMatchObject({
      status: 'won',
      withdrawn_cents: 50_00,
      reinstated_cents: 50_00,
    });
  });
});

test('how much came back is not guessed while Stripe is away: the event waits for its entry', async () => {
  const { id } = await disputed();
  const { stripe_dispute_id: disputeId } = await disputeOf(id);
  await clinic.harness.control('POST', `/disputes/${disputeId}`, { outcome: 'lost', returned: 60_00 });
  const events = await clinic.undelivered();
  for (const { data } of events) {
    const object = data.object as { balance_transactions?: object[] };
    object.balance_transactions = object.balance_transactions?.slice(0, 1) ?? [];
  }
  await withoutLookups(clinic.app, ['dispute'], () => clinic.deliverEvents(events));
  expect(await disputeOf(id)).toMatchObject({ reinstated_cents: 0 });
  expect(await clinic.rows(`select waits_for from outbox where waits_for = $1`, [disputeId])).toHaveLength(1);
  await clinic.deliverEvents(events);
  expect(await disputeOf(id)).toMatchObject({ status: 'lost', reinstated_cents: 60_00 });
});

test('the database keeps what was booked and decided, and who may decide', async () => {
  const { id } = await disputed();
  await end(id, 'lost');
  const dispute = await disputeOf(id);
  const set = (what: string) => `update disputes set ${what} where id = '${dispute.id}'`;
  const clerk = `(select id from staff where role = 'billing_clerk')`;
  const hostile: [string, RegExp][] = [
    [set('withdrawn_cents = 1'), /keeps what was booked/],
    [set('reinstated_cents = 10001'), /check constraint/],
    [set('fee_cents = 0'), /keeps what was booked/],
    [set(`outcome = 'absorb', decided_at = now(), decided_by = ${clerk}`), /only an admin/],
    [set(`outcome = 'absorb'`), /check constraint|only an admin/],
    [set(`payment_id = (select id from payments where id <> payment_id limit 1)`), /keeps|permission denied/],
    [`delete from disputes where id = '${dispute.id}'`, /never deleted|permission denied/],
    ['truncate disputes', /refused|permission denied/],
  ];
  for (const [sql, refusal] of hostile) {
    await expect(clinic.rows(sql), `owner: ${sql}`).rejects.toThrow(refusal);
    await expect(clinic.asApp(sql), `app: ${sql}`).rejects.toThrow(refusal);
  }
});
