/** An event that was set aside is applied once what was wrong has been put right, and only then. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { replayEvent } from '../../functions/capabilities/stripe-events/replay.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
  leaveStripeAway(clinic.app);
});
afterAll(() => clinic.close());

test('a payment of a draft is quarantined, listed, and booked when it is tried again after the issue', async () => {
  const id = await clinic.draft();
  const { completed } = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  expect(await clinic.receive(completed)).toEqual({ state: 'quarantined', reason: 'invoice_not_issued' });
  const list = await clinic.app.db.read.events.list('quarantined', { limit: 10 });
  expect(list.data).toMatchObject([{ id: completed.id, reason: 'invoice_not_issued' }]);

  await issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk);
  await replayEvent(clinic.app, completed.id, clinic.admin);
  await clinic.apply(completed.id);
  expect(await clinic.eventState(completed.id)).toEqual({ state: 'applied', reason: null });
  expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
  await expect(replayEvent(clinic.app, completed.id, clinic.admin)).rejects.toMatchObject({
    code: 'event_not_quarantined',
  });
  const audit = await clinic.rows('select action from audit_logs where target_id = $1', [completed.id]);
  expect(audit).toContainEqual({ action: 'replay_event' });
});
