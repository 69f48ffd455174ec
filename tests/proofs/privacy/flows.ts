/** Days at a clinic with the planted words: everything that people do, and everything that runs by itself. */
import { randomUUID } from 'node:crypto';
import { archiveInvoice } from '../../../functions/capabilities/archives/archive.ts';
import { sealAudit } from '../../../functions/capabilities/audit/seal.ts';
import { bySystem } from '../../../functions/capabilities/audit.ts';
import { makeBackup } from '../../../functions/capabilities/backups/make.ts';
import { chargeLateFees } from '../../../functions/capabilities/late-fees/charge.ts';
import { markOverdue } from '../../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../../functions/capabilities/overdue/sweep.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { remindInvoice } from '../../../functions/capabilities/reminders/remind.ts';
import { sweepReminders } from '../../../functions/capabilities/reminders/sweep.ts';
import { totpCode } from '../../../functions/edges/security/second-factor.ts';
import { type ApiClient, apiClient, signIn } from '../../../infra/local/api-client.ts';
import { dayFromNow } from '../../../infra/local/demo-data.ts';
import type { Run } from '../../../infra/local/run.ts';
import { until } from '../../../infra/processes/time.ts';
import {
  becomes,
  control,
  draft,
  type Invoice,
  issued,
  type People,
  raw,
  refused,
  notified,
  WAIT_MILLISECONDS,
  withPage,
} from './desk.ts';
import { type Marker, linkSecret, type Seen, secret, type Words } from './markers.ts';

export const ADMIN = 'admin@privacy.example';
export const CLERK = 'clerk@privacy.example';

export type Clinic = {
  run: Run;
  app: App;
  words: Words;
  /** Lets the app of the proof believe in another time. */
  setClock(at: Date | undefined): void;
  /** Calls Stripe as someone at its dashboard does. */
  stripe<T>(path: string, form: Record<string, string>): Promise<T>;
  secrets: Marker[];
};

/** The token of the newest link that was e-mailed to a member of staff, once there are so many. */
async function mailedToken(inbox: string, to: string, count: number): Promise<string> {
  let found: string[] = [];
  await until('the link arrives', 60_000, async () => {
    const answer = await fetch(`${inbox}/api/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: { text: string }[] };
    found = data.flatMap(({ text }) => /set-password#(\S+)/.exec(text)?.[1] ?? []);
    return found.length >= count;
  });
  return found[0] ?? '';
}

/** Everybody who works here: registered, invited, with a second factor, renamed, sent away; and who only guesses. */
export async function staff({ run, words, secrets }: Clinic): Promise<People> {
  const anyone = apiClient(run.api);
  const { staffPassword: password, staffNewPassword } = words;
  secrets.push(secret('setup code', run.setupCode));
  const first = { email: ADMIN, password, name: 'Ada Admin', role: 'admin', setup_code: run.setupCode };
  await anyone.post('auth/register', first);
  const session = await anyone.post<{ access_token: string; refresh_token: string }>('auth/login', {
    email: ADMIN,
    password,
  });
  secrets.push(secret('access token', session.access_token), secret('refresh token', session.refresh_token));
  const admin = anyone.as(session.access_token, password);
  await admin.post('auth/register', { email: CLERK, password, name: 'Cleo Clerk', role: 'billing_clerk' });
  await refused(anyone.post('auth/login', { email: words.guessedEmail, password: words.guessedPassword }));
  await refused(anyone.post('auth/login', { email: ADMIN, password: words.guessedPassword }));
  await refused(anyone.post('auth/register', { ...first, email: words.guessedEmail }));

  const invited = { email: words.staffEmail, name: words.staffName, role: 'billing_clerk' };
  const { id } = await admin.post<{ id: string }>('staff', invited);
  const link = { token: await mailedToken(run.inbox, words.staffEmail, 1) };
  await anyone.post('auth/reset', { token: link.token, password });
  await admin.post(`staff/${id}/reset-link`, {});
  const reset = { token: await mailedToken(run.inbox, words.staffEmail, 2) };
  await anyone.post('auth/reset', { token: reset.token, password: staffNewPassword });
  secrets.push(secret('invitation', link.token), secret('reset link', reset.token));
  const colleague = await signIn(anyone, { email: words.staffEmail, password: staffNewPassword });
  await colleague.post('auth/password', { current_password: staffNewPassword, new_password: password });
  const factor = await colleague.post<{ secret: string }>('auth/second-factor', { password });
  const code = () => totpCode(factor.secret, Math.floor(Date.now() / 30_000));
  const confirmed = await colleague.post<{ recovery_codes: string[] }>('auth/second-factor/confirm', {
    totp_code: code(),
  });
  secrets.push(secret('second factor', factor.secret));
  for (const each of confirmed.recovery_codes) secrets.push(secret('recovery code', each));
  await refused(signIn(anyone, { email: words.staffEmail, password }));
  await admin.patch(`staff/${id}`, { name: words.staffNewName });
  await admin.post(`staff/${id}/remove-second-factor`, {});
  await admin.post(`staff/${id}/disable`, {});
  return { admin, clerk: await signIn(anyone, { email: CLERK, password }), adminToken: session.access_token };
}

/** A patient is added (twice with one key), looked for, read and changed. */
export async function patient({ words }: Clinic, { clerk }: People): Promise<string> {
  const person = {
    name: `Maria ${words.name}`,
    email: words.email,
    phone: `+1${words.phone}`,
    dob: words.dob,
    language: 'es',
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
const paymentOf = async (clerk: ApiClient, invoiceId: string): Promise<Payment> => {
  const { data } = await clerk.get<{ data: Payment[] }>(`invoices/${invoiceId}/payments`);
  const found = data.find((each) => each.status === 'succeeded');
  if (!found) throw new Error('Nothing was paid.');
  return found;
};

/** Issued, paid at Stripe, refunded in part, a second refund rejected; then what the bank disputes, and who bears it. */
export async function paidAndRefunded(clinic: Clinic, people: People, patientId: string): Promise<void> {
  const { words, run } = clinic;
  const { clerk, admin } = people;
  const invoice = await issued(clerk, patientId, { description: words.treatment, notes: words.notes });
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
  await disputed(clinic, people, payment);
  await clerk.get(`payments/${payment.id}`);
  await raw(run, people.adminToken, `invoices/${invoice.id}/pdf`);
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
    items: [{ description: words.changedTreatment, quantity: 1, unit_price_cents: 12_00 }],
  });
  const one = await issued(clerk, patientId, { description: 'Visit', cents: 50_00 });
  const move = { due_date: dayFromNow(40), reason: words.dueDateReason };
  await clerk.post(`invoices/${one.id}/due-date`, move, 'moved');
  const cash = { amount_cents: 20_00, method: 'cash', reference: words.reference };
  const wrong = await clerk.post<{ id: string }>(`invoices/${one.id}/payments`, cash, 'wrong');
  await admin.post(`payments/${wrong.id}/reverse`, { reason: words.reversalReason }, 'reversed');
  await clerk.post(
    `invoices/${one.id}/payments`,
    { ...cash, amount_cents: 90_00, method: 'cheque' },
    'too-much',
  );
  const two = await issued(clerk, patientId, { description: 'Visit', cents: 60_00 });
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
  const linked = await issued(clerk, patientId, { description: 'Visit' });
  await clerk.post(`invoices/${linked.id}/create-payment-link`, { kind: 'payment_link' }, 'a-payment-link');
  await clerk.post(`invoices/${linked.id}/send`, { notify: ['email'] }, 'sent-again');
  const { data } = await clerk.get<{ data: { id: string }[] }>(`invoices/${linked.id}/links`);
  await clerk.post(`links/${data[0]?.id}/revoke`, {});
}

/** Time passes: overdue, late fee, reminder; opt-outs; a message sent again. */
export async function late(
  { app, setClock }: Clinic,
  { clerk, admin }: People,
  patientId: string,
): Promise<void> {
  await admin.patch('settings', { late_fee: { enabled: true, grace_days: 0 } });
  const invoice = await issued(clerk, patientId, { description: 'Visit', dueInDays: 1 });
  await notified(clerk, invoice.id, 2);
  const by = bySystem(randomUUID());
  setClock(new Date(`${dayFromNow(8)}T16:00:00Z`));
  await sweepOverdue(app, async (ids) => void (await markOverdue(app, ids, by)));
  await chargeLateFees(app, by);
  await sweepReminders(app, by);
  await remindInvoice(app, invoice.id, by);
  setClock(undefined);
  await clerk.put(`invoices/${invoice.id}/reminders`, { paused: true });
  await clerk.put(`patients/${patientId}/reminders`, { declined: true });
  await clerk.get('reminders/preview');
  const { data } = await clerk.get<{ data: { id: string }[] }>(`messages?invoice_id=${invoice.id}`);
  await clerk.post(`messages/${data[0]?.id}/resend`, {}, 'resent');
}

/** Money that no one knows comes to Stripe; the comparison finds it, and an admin accepts it with a note. */
export async function reconciled(clinic: Clinic, { admin }: People): Promise<void> {
  const { run, words } = clinic;
  const session = await clinic.stripe<{ id: string }>('checkout/sessions', {
    mode: 'payment',
    success_url: run.web,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '3100',
    'line_items[0][price_data][product_data][name]': 'Something else',
    'metadata[invoice_id]': randomUUID(),
    'metadata[clinic_id]': 'clinic',
    'payment_intent_data[metadata][invoice_id]': randomUUID(),
  });
  const payer = { name: words.payerName, email: words.payerEmail };
  await control(run.stripe, `sessions/${session.id}/pay`, payer);
  await control(run.stripe, 'entries', { type: 'topup', amount: 5_00 });
  const started = await admin.post<{ id: string }>('reconciliation/run', {}, randomUUID());
  await until('the comparison', WAIT_MILLISECONDS, async () => {
    const { finished_at } = await admin.get<{ finished_at: string | null }>(
      `reconciliation/runs/${started.id}`,
    );
    return finished_at !== null;
  });
  const range = `from=${dayFromNow(-30)}&to=${dayFromNow(30)}`;
  const { breaks } = await admin.get<{ breaks: { id: string; class: string }[] }>(`reconciliation?${range}`);
  const entry = breaks.find((each) => each.class === 'unexplained');
  const other = breaks.find((each) => each !== entry);
  if (!entry || !other) throw new Error('The comparison did not find both differences.');
  const booked = { as: 'owner_money', note: words.bookNote };
  await admin.post(`reconciliation/breaks/${entry.id}/book`, booked, 'booked');
  await admin.post(`reconciliation/breaks/${other.id}/accept`, { note: words.acceptNote }, 'accepted');
  const { data } = await admin.get<{ data: { id: string }[] }>('stripe-events?state=quarantined');
  if (data.length === 0) throw new Error('The payment of an unknown invoice was not set aside.');
  await admin.post(`stripe-events/${data[0]?.id}/dismiss`, { note: words.dismissNote }, 'dismissed');
}

/** An old invoice goes to the archive, is looked at there, comes back, and goes once more. */
export async function archived(clinic: Clinic, { clerk, admin }: People, patientId: string): Promise<string> {
  const { app, words, run } = clinic;
  const old = await issued(clerk, patientId, { description: words.treatment, notes: words.notes });
  await pays(clinic, clerk, old.id);
  // An invoice whose messages are still on their way is not archived.
  await notified(clerk, old.id, 4);
  const by = bySystem('prove-privacy');
  await archiveInvoice(app, old.id, by);
  await clerk.get<Invoice>(`invoices/${old.id}`);
  for (const typed of [words.search, words.name]) await admin.get(`archives?query=${typed}`);
  const { data } = await admin.get<{ data: { id: string }[] }>('archives');
  await admin.post(`archives/${data[0]?.id}/verify`, {});
  await admin.post(`archives/${data[0]?.id}/restore`, {}, 'restored');
  await archiveInvoice(app, old.id, by);
  await raw(run, undefined, `public/invoices/${old.patient_link?.url.split('/').at(-1)}`);
  return old.id;
}

/** Another patient, who is erased: what the API still shows of them, and the bundle that no one can read any more. */
export async function erased(clinic: Clinic, people: People): Promise<Seen[]> {
  const { words, run, app } = clinic;
  const { clerk, admin, adminToken } = people;
  const { id } = await clerk.post<{ id: string }>(
    'patients',
    {
      name: `Otto ${words.erasedName}`,
      email: words.erasedEmail,
      phone: `+1${words.erasedPhone}`,
      metadata: { [words.metadataKey]: words.erasedMetadata },
    },
    'erased-patient',
  );
  await clerk.patch(`patients/${id}`, { name: `Otto ${words.erasedName} ${words.erasedNewName}` });
  const bill = { description: 'Visit', notes: words.erasedNotes };
  const kept = await issued(clerk, id, bill);
  const moved = await issued(clerk, id, bill);
  for (const each of [kept, moved]) await pays(clinic, clerk, each.id);
  await notified(clerk, kept.id, 4);
  await notified(clerk, moved.id, 4);
  await archiveInvoice(app, moved.id, bySystem('prove-privacy'));
  await draft(clerk, id, { description: words.erasedDraft, notes: words.erasedNotes });
  const payment = await paymentOf(clerk, kept.id);
  const input = { amount_cents: 10_00, reason: 'other', note: words.erasedNotes, effect: 'credit' };
  const asked = await clerk.post<{ id: string }>(`payments/${payment.id}/refund`, input, 'erased-refund');
  await admin.post(`refunds/${asked.id}/reject`, { reason: 'No.' }, 'erased-rejected');
  await refused(clerk.post(`patients/${id}/erase`, { override_reason: words.eraseReason }));
  await refused(admin.post(`patients/${id}/erase`, {}));
  await admin.post(`patients/${id}/erase`, { override_reason: words.eraseReason });
  await refused(admin.post(`patients/${id}/erase`, { override_reason: words.eraseReason }));
  const token = kept.patient_link?.url.split('/').at(-1);
  const paths = [
    `patients/${id}`,
    `patients/${id}/export`,
    `patients?query=${words.erasedName}`,
    `patients?query=${encodeURIComponent(words.erasedEmail)}`,
    ...[kept, moved].flatMap((each) => [`invoices/${each.id}`, `invoices/${each.id}/payments`]),
    `invoices?patient_id=${id}`,
    `payments?query=${words.erasedName}`,
    `payments/${payment.id}`,
    `refunds/${asked.id}`,
    `messages?patient_id=${id}`,
    `audit?target_id=${id}`,
    `public/invoices/${token}`,
    `public/receipts/${token}`,
  ];
  return Promise.all(
    paths.map(
      async (path): Promise<Seen> => ({
        place: 'after-erasure',
        where: path.split('?')[0] ?? '',
        // The question is no answer: a search says what was asked for when it is refused.
        text: await raw(run, adminToken, path),
      }),
    ),
  );
}

/** The trail and a patient are taken away as files, a backup is made, the trail is sealed. */
export async function takenAway({ run, app }: Clinic, people: People, patientId: string): Promise<Seen[]> {
  for (const path of ['audit', 'audit/export', 'audit/export?format=ndjson', 'ledger', 'credits', 'alerts'])
    await raw(run, people.adminToken, path);
  const text = await raw(run, people.adminToken, `patients/${patientId}/export`);
  await makeBackup(app, bySystem('prove-privacy'));
  await sealAudit(app, { atOnce: true });
  return [{ place: 'export', where: 'the patient’s export', text }];
}
