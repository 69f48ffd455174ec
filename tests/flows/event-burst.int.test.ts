/** A burst of events is applied in one pass: each payment once, and one event that fails harms no other. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyDue } from '../../functions/capabilities/stripe-events/apply.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

test('payments, strangers and an event that fails, applied by two passes and two processes at once', async () => {
  const invoices = await Promise.all(Array.from({ length: 6 }, () => clinic.issued()));
  const bursts = invoices.map(({ id }) => paymentEvents({ invoiceId: id, amountCents: 100_00 }));
  const stranger = paymentEvents({ invoiceId: randomUUID(), amountCents: 1_00 }).intentSucceeded;
  const [broken] = bursts;
  if (!broken) throw new Error('There are bursts.');
  for (const { intentSucceeded } of bursts) await clinic.deliver(intentSucceeded);
  await clinic.deliver(stranger);
  for (const { completed } of bursts) await clinic.deliver(completed);
  const failing = (app: TestClinic['app']): TestClinic['app'] => ({
    ...app,
    stripe: {
      ...app.stripe,
      parseNotification(event) {
        if (event.id === broken.completed.id) throw new Error('It fails.');
        return app.stripe.parseNotification(event);
      },
    },
  });
  const [first, second] = [failing(clinic.app), failing(clinic.app)];
  await Promise.all([applyDue(first), applyDue(first), applyDue(second)]);

  for (const { id } of invoices) {
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await clinic.app.db.read.payments.ofInvoice(id)).toHaveLength(1);
  }
  expect(await clinic.eventState(stranger.id)).toEqual({ state: 'quarantined', reason: 'unknown_invoice' });
  expect(
    await clinic.rows(
      `select subject_id, attempts, failures, last_error from outbox where topic = 'apply_event' and state = 'pending'`,
    ),
  ).toEqual([{ subject_id: broken.completed.id, attempts: 1, failures: 1, last_error: 'Error: It fails.' }]);

  // What was tried before is left to its own message, also when it is due.
  await clinic.rows(`update outbox set due_at = now() where state = 'pending' and topic = 'apply_event'`);
  await applyDue(clinic.app);
  expect(await clinic.eventState(broken.completed.id)).toMatchObject({ state: 'received' });
  await clinic.apply(broken.completed.id);
  expect(await clinic.eventState(broken.completed.id)).toMatchObject({ state: 'applied' });
});
