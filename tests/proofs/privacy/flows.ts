/** Days at a clinic with the planted words: everything that people do, and everything that runs by itself. */
import { type ApiClient, apiClient } from '../../../infra/local/api-client.ts';
import { dayFromNow } from '../../../infra/local/demo-data.ts';
import { until } from '../../../infra/processes/time.ts';
import {
  becomes,
  control,
  detailed,
  draft,
  issued,
  listedVersion,
  type People,
  raw,
  refused,
  WAIT_MILLISECONDS,
  withPage,
} from './desk.ts';
import { linkSecret, type Words } from './markers.ts';
import type { Clinic } from './staff-flows.ts';

/** A patient is added (twice with one key), looked for, read and changed. */
export async function patient({ words }: Clinic, { clerk }: People): Promise<string> {
  const person = {
    name: `Maria ${words.name}`,
    email: words.email,
    phone: `+1${words.phone}`,
    dob: words.dob,
    language: 'es',
    postal_address: words.postalAddress,
    external_id: words.externalId,
    tax_number: words.taxNumber,
    metadata: { [words.metadataKey]: words.metadata, visits: 3, allergic: true },
  };
  const { id } = await clerk.post<{ id: string }>('patients', person, 'a-patient');
  await clerk.post('patients', person, 'a-patient');
  await refused(clerk.post('patients', { ...person, name: 'Another' }, 'a-patient'));
  await clerk.post('patients/check', {
    name: person.name,
    email: person.email,
    phone: person.phone,
    dob: person.dob,
  });
  await search(clerk, words);
  await clerk.get(`patients/${id}`);
  await clerk.patch(`patients/${id}`, {
    name: `Maria ${words.name} ${words.changedName}`,
    email: words.email,
    phone: `+1${words.phone}`,
    dob: words.dob,
    postal_address: words.postalAddress,
    external_id: words.externalId,
    tax_number: words.taxNumber,
    metadata: { ...person.metadata, more: words.changedMetadata },
  });
  return id;
}

async function search(clerk: ApiClient, words: Words): Promise<void> {
  for (const typed of [words.name, words.email, words.phone, words.search]) {
    for (const list of ['patients', 'invoices', 'payments'])
      await clerk.get(`${list}?query=${encodeURIComponent(typed)}`);
  }
}

/** The patient reads the invoice, fails with one card and pays with another. */
export async function pays(clinic: Clinic, clerk: ApiClient, id: string): Promise<void> {
  const { run, words, secrets } = clinic;
  const now = await withPage(clerk, id);
  const token = now.patient_link?.url.split('/').at(-1) ?? '';
  secrets.push(linkSecret(token));
  for (const path of ['invoices', 'receipts'].flatMap((page) => [`${page}/${token}`, `${page}/${token}/pdf`]))
    await raw(run, undefined, `public/${path}`);
  const payer = { name: words.payerName, email: words.payerEmail };
  for (const card of ['4000000000000002', '4242424242424242'])
    await control(run.stripe, `sessions/${now.stripe_checkout_session_id}/pay`, { card, ...payer });
  await becomes(clerk, id, 'paid');
  await raw(run, undefined, `public/receipts/${token}/pdf`);
  await apiClient(run.api).post('public/links/renew', { token });
}

type Payment = { id: string; status: string; stripe_payment_id: string | null };

export const paymentOf = async (clerk: ApiClient, invoiceId: string): Promise<Payment> => {
  const { data } = await clerk.get<{ data: Payment[] }>(`invoices/${invoiceId}/payments`);
  const found = data.find((each) => each.status === 'succeeded');
  if (!found) throw new Error('Nothing was paid.');
  return found;
};

/** Issued, paid at Stripe, refunded in part, a second refund rejected; then what the bank disputes, and who bears it. */
export async function paidAndRefunded(clinic: Clinic, people: People, patientId: string): Promise<void> {
  const { words, run } = clinic;
  const { clerk, admin } = people;
  const invoice = await issued(clerk, patientId, {
    description: words.treatment,
    detail: { word: words.treatmentDetail, listed: await listedVersion(admin) },
    notes: words.notes,
  });
  await clerk.post(`invoices/${invoice.id}/internal-notes`, { note: words.internalNote }, 'noted');
  await clerk.get(`invoices/${invoice.id}/internal-notes`);
  await pays(clinic, clerk, invoice.id);
  const payment = await paymentOf(clerk, invoice.id);
  const input = { amount_cents: 10_00, reason: 'other', note: words.refundNote, effect: 'credit' };
  const asked = await clerk.post<{ id: string }>(`payments/${payment.id}/refund`, input, 'a-refund');
  await refused(clerk.post(`refunds/${asked.id}/approve`, {}, 'not-by-a-clerk'));
  await admin.post('auth/step-up', { password: words.staffPassword });
  await admin.post(`refunds/${asked.id}/approve`, {}, 'approved');
  await until('the refund', WAIT_MILLISECONDS, async () => {
    return (await clerk.get<{ status: string }>(`refunds/${asked.id}`)).status === 'succeeded';
  });
  const second = await clerk.post<{ id: string }>(`payments/${payment.id}/refund`, input, 'another');
  await admin.post(`refunds/${second.id}/reject`, { reason: words.rejectReason }, 'rejected');
  await refused(
    admin.post(`refunds/${second.id}/effect`, { effect: 'reopen', reason: words.rejectReason }, 'switched'),
  );
  for (const sums of ['invoice-sums', 'payment-sums'])
    await raw(run, people.adminToken, `reports/${sums}?query=${encodeURIComponent(words.search)}`);
  await disputed(clinic, people, payment);
  await clerk.get(`payments/${payment.id}`);
  await raw(run, people.adminToken, `invoices/${invoice.id}/pdf`);
  await raw(run, people.adminToken, `payments/${payment.id}/receipt`);
  for (const list of ['invoices', 'lines', 'payments', 'patients'])
    await raw(run, people.adminToken, `exports/${list}?query=${encodeURIComponent(words.search)}`);
  const searched = { action: 'send', filter: { query: words.search } };
  for (const [path, key] of [
    ['jobs/preview', 'job-shown'],
    ['jobs', 'job-asked'],
  ] as const)
    await refused(admin.post(path, searched, key));
}

async function disputed({ run }: Clinic, { admin }: People, payment: Payment): Promise<void> {
  type Truth = { objects?: Record<string, { id: string; payment_intent?: string }[]> } & Record<
    string,
    unknown
  >;
  const truth = JSON.stringify(await control<Truth>(run.stripe, 'truth', {}, 'GET'));
  const charge = new RegExp(`"id":"(ch_\\w+)"[^{}]*"payment_intent":"${payment.stripe_payment_id}"`).exec(
    truth,
  )?.[1];
  const found = charge ?? /"latest_charge":"(ch_\w+)"/.exec(truth)?.[1] ?? '';
  const { dispute } = await control<{ dispute: { id: string } }>(run.stripe, `charges/${found}/dispute`, {});
  await control(run.stripe, `disputes/${dispute.id}`, { outcome: 'lost' });
  type Listed = { data: { id: string; needs_decision: boolean }[] };
  let lost: string | undefined;
  await until('the dispute is lost', WAIT_MILLISECONDS, async () => {
    lost = (await admin.get<Listed>('disputes')).data.find((each) => each.needs_decision)?.id;
    return lost !== undefined;
  });
  await admin.post(`disputes/${lost}/decide`, { outcome: 'absorb' }, 'decided');
}

/** At the desk: a draft changed and thrown away, cash, a reversal, credit and its uses, every correction. */
export async function desk(clinic: Clinic, { clerk, admin }: People, patientId: string): Promise<void> {
  const { words } = clinic;
  const edited = await draft(clerk, patientId, { description: 'Visit', notes: 'First' });
  await clerk.patch(`invoices/${edited.id}`, {
    notes: words.changedNotes,
    items: [
      {
        ...detailed(words.changedDetail, await listedVersion(admin)),
        description: words.changedTreatment,
        quantity: 1,
        unit_price_cents: 12_00,
      },
    ],
  });
  const one = await issued(clerk, patientId, { description: 'Visit', cents: 50_00 });
  const move = { due_date: dayFromNow(40), reason: words.dueDateReason };
  await clerk.post(`invoices/${one.id}/due-date`, move, 'moved');
  const cash = { amount_cents: 20_00, method: 'cash', reference: words.reference };
  const wrong = await clerk.post<{ id: string }>(`invoices/${one.id}/payments`, cash, 'wrong');
  await movePart(clinic, { clerk, admin }, { patientId, paymentId: wrong.id, from: one.id });
  await admin.post(`payments/${wrong.id}/reverse`, { reason: words.reversalReason }, 'reversed');
  await clerk.post(
    `invoices/${one.id}/payments`,
    { ...cash, amount_cents: 90_00, method: 'cheque' },
    'too-much',
  );
  const two = await issued(clerk, patientId, { description: 'Visit', cents: 60_00 });
  await clerk.post(`patients/${patientId}/payments`, { ...cash, amount_cents: 5_00 }, 'for-several');
  await clerk.post(
    `patients/${patientId}/credit/apply`,
    { invoice_id: two.id, amount_cents: 10_00 },
    'applied',
  );
  await admin.post(
    `patients/${patientId}/credit/refund-offline`,
    { amount_cents: 5_00, method: 'cash', reference: words.payOutReference },
    'paid-out',
  );
  await admin.patch('settings', { security: { credit_payout_approval_cents: 0 } });
  const payout = await admin.post<{ id: string }>(
    `patients/${patientId}/credit/refund-offline`,
    { amount_cents: 1_00, method: 'cash', reference: words.payOutReference },
    'pay-out-requested',
  );
  await admin.post(`credit-payouts/${payout.id}/reject`, { reason: words.payOutRejectReason }, 'not-paid');
  const note = { amount_cents: 10_00, reason: words.creditNoteReason };
  await admin.patch('settings', { security: { clerk_credit_note_cents: 0 } });
  const asked = await clerk.post<{ id: string }>(
    `invoices/${two.id}/credit-note-requests`,
    note,
    'note-asked',
  );
  const rejected = { reason: words.creditNoteRejectReason };
  await admin.post(`credit-note-requests/${asked.id}/reject`, rejected, 'note-rejected');
  await admin.post(`invoices/${two.id}/credit-notes`, note, 'credited');
  await admin.post(`invoices/${two.id}/write-off`, { reason: words.writeOffReason }, 'written-off');
  await admin.post(`invoices/${two.id}/write-off/reverse`, { reason: words.writeOffBackReason }, 'back');
  const cancelled = await issued(clerk, patientId, { description: 'Visit', notes: words.cancelledNotes });
  await clerk.post(`invoices/${cancelled.id}/cancel`, { reason: words.cancelReason }, 'cancelled');
  await payByPlan(clerk, patientId, words);
  const linked = await issued(clerk, patientId, { description: 'Visit' });
  await clerk.post(`invoices/${linked.id}/create-payment-link`, { kind: 'payment_link' }, 'a-payment-link');
  await clerk.post(`invoices/${linked.id}/send`, { notify: ['email'] }, 'sent-again');
  const { data } = await clerk.get<{ data: { id: string }[] }>(`invoices/${linked.id}/links`);
  await clerk.post(`links/${data[0]?.id}/revoke`, {});
}

/** A part of a payment settles another invoice instead. */
async function movePart(
  { words }: Clinic,
  { clerk, admin }: Pick<People, 'clerk' | 'admin'>,
  { patientId, paymentId, from }: { patientId: string; paymentId: string; from: string },
): Promise<void> {
  const other = await issued(clerk, patientId, { description: 'Visit', cents: 50_00 });
  const ends = { from_invoice_id: from, to_invoice_id: other.id };
  const move = { ...ends, amount_cents: 5_00, reason: words.moveReason };
  await admin.post(`payments/${paymentId}/move`, move, 'moved-payment');
}

/** A payment plan is agreed on, signed, agreed anew and canceled. */
async function payByPlan(clerk: ApiClient, patientId: string, words: Words): Promise<void> {
  const { id: invoice } = await issued(clerk, patientId, { description: 'Visit' });
  const rule = { count: 2, first_due_date: dayFromNow(30), every: 'month' };
  const plan = await clerk.post<{ id: string; terms_hash: string }>(
    `patients/${patientId}/payment-plans`,
    { invoice_ids: [invoice], rule },
    'planned',
  );
  const signed = { name: `Maria ${words.planName}`, terms_hash: plan.terms_hash };
  await clerk.post(`payment-plans/${plan.id}/accept`, signed, 'plan-signed');
  await clerk.post(
    `payment-plans/${plan.id}/replan`,
    { version: 1, reason: words.planReason, rule },
    'planned-anew',
  );
  await clerk.post(`payment-plans/${plan.id}/cancel`, { reason: words.planEndReason }, 'plan-ended');
}
