/** Payment pages when Stripe fails: a stored error, a payment while a page is being closed, and invoices of many lines. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCheckout } from '../../functions/capabilities/checkouts/open.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { openPaymentPage } from '../../functions/capabilities/invoices/create-payment-link.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { until } from '../../infra/processes/time.ts';
import { buildDraft, line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.harness.control('DELETE', '/faults');
  await clinic.harness.control('DELETE', '/requests');
});
afterAll(() => clinic.close());

const page = (invoiceId: string, kind: 'checkout_session' | 'payment_link', amountCents?: number) =>
  openPaymentPage(clinic.app, { invoiceId, amountCents, kind }, clinic.clerk);
const sessionsOf = async (invoiceId: string) =>
  (await clinic.harness.stripe.checkout.sessions.list({ limit: 100 })).data.filter(
    (session) => session.metadata?.invoice_id === invoiceId,
  );
const linksOf = async (invoiceId: string) =>
  (await clinic.harness.stripe.paymentLinks.list({ limit: 100 })).data.filter(
    (link) => link.metadata.invoice_id === invoiceId,
  );
const storedError = (path: string, work: boolean) =>
  clinic.harness.control('POST', '/faults', { mode: 'error_500_stored', method: 'POST', path, work });
type Logged = { method: string; path: string; idempotency_key: string | null };
const requests = async (method: string, path: RegExp) =>
  (await clinic.harness.control<{ requests: Logged[] }>('GET', '/requests')).requests.filter(
    (each) => each.method === method && path.test(each.path),
  );

describe('an error that Stripe has stored under the key', () => {
  test('is followed by a session with a new key, in the same call', async () => {
    await storedError('/v1/checkout/sessions', false);
    const { id, stripe_checkout_session_id: session } = await clinic.issued();
    expect(await sessionsOf(id)).toMatchObject([{ id: session, status: 'open' }]);
    const keys = (await requests('POST', /\/v1\/checkout\/sessions$/)).map((each) => each.idempotency_key);
    expect(new Set(keys).size).toBe(2);
  });

  test('does not hide a session that was made all the same', async () => {
    await storedError('/v1/checkout/sessions', true);
    const { id, stripe_checkout_session_id: session } = await clinic.issued();
    expect(await sessionsOf(id)).toMatchObject([{ id: session, status: 'open' }]);
    const keys = (await requests('POST', /\/v1\/checkout\/sessions$/)).map((each) => each.idempotency_key);
    expect(new Set(keys).size).toBe(1);
  });

  test.each([false, true])(
    'does not keep a payment link from being made once: made already %s',
    async (made) => {
      const { id } = await clinic.issued();
      await storedError('/v1/payment_links', made);
      const link = await page(id, 'payment_link');
      expect(await linksOf(id)).toMatchObject([{ id: link.stripeId, active: true }]);
    },
  );

  test('does not keep a session open', async () => {
    const { id } = await clinic.issued();
    await storedError('/v1/checkout/sessions/*/expire', false);
    await cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk).catch(() => undefined);
    await clinic.rows(`update outbox set due_at = now() where state = 'pending'`);
    await clinic.work();
    expect(await sessionsOf(id)).toMatchObject([{ status: 'expired' }]);
  });

  test.each([false, true])('never makes a refund twice: made already %s', async (made) => {
    const invoice = await clinic.paid();
    await clinic.sync();
    const { id: paymentId } = await clinic.paymentOf(invoice.id);
    const input = {
      paymentId,
      amountCents: 40_00,
      reason: 'duplicate',
      effect: 'reopen',
      note: null,
    } as never;
    const { id } = await requestRefund(clinic.app, input, clinic.clerk);
    await storedError('/v1/refunds', made);
    await approveRefund(clinic.app, id, clinic.admin);
    await clinic.work();
    const atStripe = (await clinic.harness.stripe.refunds.list({ charge: invoice.chargeId })).data;
    expect(atStripe).toHaveLength(made ? 1 : 0);
    await clinic.sync();
    expect(await clinic.app.db.read.refunds.get(id)).toMatchObject(
      made ? { status: 'succeeded' } : { status: 'failed', failure_reason: 'stripe_error' },
    );
    const keys = (await requests('POST', /\/v1\/refunds$/)).map((each) => each.idempotency_key);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('a payment that comes while a page is being closed', () => {
  /** Pays the session while its expiry is delayed at Stripe. */
  async function payWhileClosing(session: string, work: Promise<unknown>): Promise<void> {
    const settled = work.catch(() => undefined);
    await until('the close to begin', 10_000, async () => {
      const { faults } = await clinic.harness.control<{ faults: { used: number }[] }>('GET', '/faults');
      return faults.some(({ used }) => used > 0);
    });
    await clinic.harness.pay(session);
    await settled;
  }
  const slowExpiry = () =>
    clinic.harness.control('POST', '/faults', {
      mode: 'delay',
      delay_ms: 1500,
      method: 'POST',
      path: '/v1/checkout/sessions/*/expire',
    });

  test('through a link: no second page is handed out', async () => {
    const { id } = await clinic.issued();
    const link = await page(id, 'payment_link');
    const { session } = await clinic.harness.control<{ session: { id: string } }>(
      'POST',
      `/payment_links/${link.stripeId}/open`,
    );
    await slowExpiry();
    const second = page(id, 'payment_link', 50_00);
    await payWhileClosing(session.id, second);
    await expect(second).rejects.toMatchObject({ code: 'payment_in_progress' });
    expect(await linksOf(id)).toHaveLength(1);
    await clinic.sync();
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test('whoever cancels learns of it, and the invoice is not cancelled', async () => {
    const { id, stripe_checkout_session_id: session } = await clinic.issued();
    await slowExpiry();
    const cancelled = cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk);
    await payWhileClosing(session ?? '', cancelled);
    await expect(cancelled).rejects.toMatchObject({ code: 'payment_in_progress' });
    await clinic.sync();
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
  });
});

describe('an invoice of many lines', () => {
  const many = (count: number) => Array.from({ length: count }, () => line(1_00));

  test.each([
    { kind: 'payment_link' as const, lines: 20, shown: 20 },
    { kind: 'payment_link' as const, lines: 21, shown: 1 },
    { kind: 'checkout_session' as const, lines: 21, shown: 21 },
    { kind: 'checkout_session' as const, lines: 100, shown: 100 },
  ])('of $lines has a $kind of $shown', async ({ kind, lines, shown }) => {
    const { id } = await clinic.issued({ lines: many(lines) });
    const made = await page(id, kind);
    const items =
      kind === 'payment_link'
        ? await clinic.harness.stripe.paymentLinks.listLineItems(made.stripeId ?? '')
        : await clinic.harness.stripe.checkout.sessions.listLineItems(made.stripeId ?? '', { limit: 100 });
    expect(items.data).toHaveLength(shown);
    expect(items.data.reduce((sum, item) => sum + item.amount_total, 0)).toBe(lines * 1_00);
  });

  test('does not fit a payment link at Stripe', async () => {
    const line_items = many(21).map(() => ({
      quantity: 1,
      price_data: { currency: 'usd', unit_amount: 100, product_data: { name: 'x' } },
    }));
    await expect(clinic.harness.stripe.paymentLinks.create({ line_items })).rejects.toMatchObject({
      param: 'line_items',
    });
  });
});

test('a page asks for the invoice’s currency, whatever the account’s setting is', async () => {
  const { stripe_checkout_session_id: session } = await clinic.issued();
  expect(await clinic.harness.stripe.checkout.sessions.retrieve(session ?? '')).toMatchObject({
    adaptive_pricing: { enabled: false },
  });
});

test('a page that is opened while a command holds its invoice waits, and neither ends the other', async () => {
  const id = await buildDraft(clinic.app, clinic.clerk);
  await issueInvoice(clinic.app, { id, notify: [], page: 'queue' }, clinic.clerk);
  const [checkout] = await clinic.rows<{ id: string }>(
    'select id from checkout_sessions where invoice_id = $1',
    [id],
  );
  const checkoutId = checkout?.id ?? '';
  // PostgreSQL ends one of two that wait for each other, and the app begins that one again.
  let begun = 0;
  const { db } = clinic.app;
  const transaction: typeof db.transaction = (work, ...rest) =>
    db.transaction(
      (tx) => {
        begun++;
        return work(tx);
      },
      ...rest,
    );
  const desk = await clinic.owner.connect();
  try {
    await desk.query('begin');
    await desk.query('select id from invoices where id = $1 for update', [id]);
    const opening = openCheckout({ ...clinic.app, db: { ...db, transaction } }, checkoutId, 1);
    await until('the page waits for the invoice', 20_000, async () => {
      const { rows } = await desk.query('select pid from pg_locks where not granted');
      return rows.length > 0;
    });
    await desk.query("update checkout_sessions set last_error = 'seen' where id = $1", [checkoutId]);
    await desk.query('commit');
    await opening;
  } finally {
    desk.release();
  }
  expect(await sessionsOf(id)).toMatchObject([{ status: 'open' }]);
  expect(begun).toBe(1);
});
