/** Counters of guesses do not pile up, and what leaves the clinic is counted. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { openPaymentPage } from '../../functions/capabilities/invoices/create-payment-link.ts';
import { sendInvoice } from '../../functions/capabilities/invoices/send.ts';
import { resendMessage } from '../../functions/capabilities/messages/resend.ts';
import type { Limit } from '../../functions/capabilities/ports/limits.ts';
import { renewLink } from '../../functions/capabilities/public/renew-link.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

test('S53: a counter whose time is over is thrown away at night, and one that counts is kept', async () => {
  const { limits } = clinic.app;
  const counters = async () => (await clinic.rows('select from rate_limits')).length;
  for (const who of ['one', 'two', 'three']) await limits.spend('sign_in_account', who);
  expect(await counters()).toBe(3);
  await clinic.rows('update rate_limits set expire = 1');
  await limits.spend('sign_in_account', 'four');
  await limits.deleteExpired();
  expect(await counters()).toBe(1);
  for (let count = 0; count < 9; count++) await limits.spend('sign_in_account', 'four');
  await expect(limits.spend('sign_in_account', 'four')).rejects.toMatchObject({ code: 'too_many_requests' });
});

/** An issued invoice of a patient of its own. */
async function issued(email: string) {
  const patientId = await clinic.patient({ email });
  const id = await clinic.draft({ patientId });
  await issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk);
  return { id, patientId, email };
}
/** Uses up what a key has, and gives the function that restores it. */
async function useUp(limit: Limit, key: string) {
  while (await clinic.app.limits.take(limit, key));
  return () => clinic.app.limits.restore(limit, key);
}
const messagesOf = async (id: string) =>
  (await clinic.app.db.read.messages.list({ invoiceId: id }, { limit: 50 })).data;
const tooManyMessages = { kind: 'limited', code: 'too_many_messages', retryAfterSeconds: expect.any(Number) };
const tooManyPages = {
  kind: 'limited',
  code: 'too_many_payment_pages',
  retryAfterSeconds: expect.any(Number),
};

test('twenty messages a day may be asked for about an invoice; send, resend and renewal count together', async () => {
  const { id } = await issued('flood@example.com');
  for (let count = 0; count < 20; count++) await sendInvoice(clinic.app, id, ['email'], clinic.clerk);
  await expect(sendInvoice(clinic.app, id, ['email'], clinic.clerk)).rejects.toMatchObject(tooManyMessages);
  const sent = await messagesOf(id);
  expect(sent).toHaveLength(20);
  await expect(resendMessage(clinic.app, sent[0]?.id ?? '', clinic.clerk)).rejects.toMatchObject(
    tooManyMessages,
  );
  const message = await clinic.app.db.read.messages.get(sent[0]?.id ?? '');
  const token = message ? clinic.app.tokens.linkToken(message.link) : '';
  await expect(renewLink(clinic.app, token, clinic.clerk)).rejects.toMatchObject(tooManyMessages);
  expect(await messagesOf(id)).toHaveLength(20);
  // The refusals above are one alert, for whoever can ask what happened.
  const alerts = (await findAlerts(clinic.app)).filter(({ kind }) => kind === 'sending_limit');
  expect(alerts).toEqual([expect.objectContaining({ reason: expect.stringContaining('messages_invoice') })]);
  const other = await issued('calm@example.com');
  await sendInvoice(clinic.app, other.id, ['email'], clinic.clerk);
});

const staffId = () => (clinic.clerk.actor.type === 'staff' ? clinic.clerk.actor.id : '');

test.each(['patient', 'address', 'staff', 'clinic'] as const)(
  'a message above the cap of its %s is refused, at issue too, and nothing of it is kept',
  async (of) => {
    const { id, patientId, email } = await issued(`${of}@example.com`);
    const draft = await clinic.draft({ patientId });
    const key = { patient: patientId, address: email, staff: staffId(), clinic: 'all' }[of];
    const restore = await useUp(`messages_${of}`, key);
    await expect(sendInvoice(clinic.app, id, ['email'], clinic.clerk)).rejects.toMatchObject(tooManyMessages);
    await expect(
      issueInvoice(clinic.app, { id: draft, notify: ['email'] }, clinic.clerk),
    ).rejects.toMatchObject(tooManyMessages);
    expect(await messagesOf(id)).toEqual([]);
    expect(await clinic.app.db.read.invoices.get(draft)).toMatchObject({ status: 'draft' });
    await issueInvoice(clinic.app, { id: draft, notify: [] }, clinic.clerk);
    await restore();
    await sendInvoice(clinic.app, id, ['email'], clinic.clerk);
    expect(await messagesOf(id)).toHaveLength(1);
  },
);

test.each(['invoice', 'staff', 'clinic'] as const)(
  'a payment page above the cap of its %s is refused',
  async (of) => {
    const { id } = await issued(`page-${of}@example.com`);
    const restore = await useUp(`pages_${of}`, { invoice: id, staff: staffId(), clinic: 'all' }[of]);
    const page = {
      invoiceId: id,
      amountCents: undefined,
      kind: 'checkout_session',
    } as const;
    await expect(openPaymentPage(clinic.app, page, clinic.clerk)).rejects.toMatchObject(tooManyPages);
    await restore();
  },
);
