/** What happens to records with the planted words later: late invoices, reconciliation, archive, erasure, backup. */
import { randomUUID } from 'node:crypto';
import { archiveInvoice } from '../../../functions/capabilities/archives/archive.ts';
import { sealAudit } from '../../../functions/capabilities/audit/seal.ts';
import { makeBackup } from '../../../functions/capabilities/backups/make.ts';
import { chargeLateFees } from '../../../functions/capabilities/late-fees/charge.ts';
import { markOverdue } from '../../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../../functions/capabilities/overdue/sweep.ts';
import { remindInvoice } from '../../../functions/capabilities/reminders/remind.ts';
import { sweepReminders } from '../../../functions/capabilities/reminders/sweep.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import type { ApiClient } from '../../../infra/local/api-client.ts';
import { dayFromNow } from '../../../infra/local/demo-data.ts';
import { until } from '../../../infra/processes/time.ts';
import {
  control,
  draft,
  type Invoice,
  issued,
  notified,
  type People,
  raw,
  refused,
  WAIT_MILLISECONDS,
} from './desk.ts';
import { paymentOf, pays } from './flows.ts';
import type { Seen } from './markers.ts';
import type { Clinic } from './staff-flows.ts';

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
  const unknownInvoice = randomUUID();
  const session = await clinic.stripe<{ id: string }>('checkout/sessions', {
    mode: 'payment',
    success_url: run.web,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '3100',
    'line_items[0][price_data][product_data][name]': 'Something else',
    'metadata[invoice_id]': unknownInvoice,
    'metadata[clinic_id]': 'clinic',
    'payment_intent_data[metadata][invoice_id]': unknownInvoice,
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
  const event = await quarantined(admin, 'unknown_invoice');
  await admin.post(`stripe-events/${event}/dismiss`, { note: words.dismissNote }, 'dismissed');
}

/** Waits for an event with this reason: events are applied after they are acknowledged, beside the comparison. */
async function quarantined(admin: ApiClient, reason: string): Promise<string> {
  let id: string | undefined;
  await until(`an event is quarantined as ${reason}`, WAIT_MILLISECONDS, async () => {
    const { data } = await admin.get<{ data: { id: string; reason: string }[] }>(
      'stripe-events?state=quarantined',
    );
    id = data.find((each) => each.reason === reason)?.id;
    return id !== undefined;
  });
  return id as string;
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
