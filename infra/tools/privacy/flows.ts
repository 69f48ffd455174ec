/** A day at a clinic with the planted words: what goes right, and what goes wrong in every way that we know. */
import { randomUUID } from 'node:crypto';
import { archiveInvoice } from '../../../functions/capabilities/archive/archive.ts';
import { sealAudit } from '../../../functions/capabilities/audit/seal.ts';
import { bySystem } from '../../../functions/capabilities/audit.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { type ApiClient, apiClient, Refused, signIn } from '../../local/apiClient.ts';
import { dayFromNow } from '../../local/demoData.ts';
import type { Run } from '../../local/system.ts';
import { until } from '../../local/time.ts';
import type { Words } from './canaries.ts';

const ADMIN = 'admin@privacy.example';
const CLERK = 'clerk@privacy.example';
const WAIT_MILLISECONDS = 60_000;

type Invoice = {
  id: string;
  status: string;
  balance_cents: number;
  stripe_checkout_session_id: string | null;
  patient_link: { url: string } | null;
};

/** Plays it all; what is left is to look. */
export async function playEverything(run: Run, app: App, words: Words): Promise<void> {
  const { admin, clerk } = await staff(run, words);
  const patient = await patients(clerk, words);
  const paid = await invoice(clerk, patient, { description: words.treatment, notes: words.notes });
  await asPatient(run, clerk, paid.id, words);
  await refund(admin, clerk, paid.id, words);
  await failures(run, clerk, patient, words);
  await sealAudit(app, { atOnce: true });
  await archived(app, clerk, run, patient, words);
  for (const path of ['audit', 'audit/export', `patients/${patient}/export`])
    await raw(run, admin.token, path);
}

async function staff(run: Run, words: Words) {
  const anyone = apiClient(run.api);
  const password = words.staffPassword;
  const setUp = { email: ADMIN, password, name: 'Ada Admin', role: 'admin', setup_code: run.setupCode };
  await anyone.post('auth/register', setUp);
  const admin = await signedIn(run, ADMIN, password);
  await admin.client.post('auth/register', {
    email: CLERK,
    password,
    name: 'Cleo Clerk',
    role: 'billing_clerk',
  });
  await refused(anyone.post('auth/login', { email: words.guessedEmail, password: words.guessedPassword }));
  await refused(anyone.post('auth/login', { email: ADMIN, password: words.guessedPassword }));
  return { admin, clerk: (await signedIn(run, CLERK, password)).client };
}

async function signedIn(run: Run, email: string, password: string) {
  const { access_token: token } = await apiClient(run.api).post<{ access_token: string }>('auth/login', {
    email,
    password,
  });
  const client = await signIn(apiClient(run.api), { email, password });
  return { client, token };
}

async function patients(clerk: ApiClient, words: Words): Promise<string> {
  const person = {
    name: `Maria ${words.name}`,
    email: words.email,
    phone: `+1${words.phone}`,
    dob: words.dob,
    metadata: { allergy: words.metadata, visits: 3 },
  };
  const { id } = await clerk.post<{ id: string }>('patients', person, 'a-patient');
  await clerk.post('patients', person, 'a-patient');
  await refused(clerk.post('patients', { ...person, name: 'Another' }, 'a-patient'));
  for (const query of [words.name, words.email, words.phone, words.search]) {
    await clerk.get(`patients?query=${encodeURIComponent(query)}`);
  }
  await clerk.get(`patients/${id}`);
  return id;
}

async function invoice(
  clerk: ApiClient,
  patientId: string,
  { description, notes }: { description: string; notes: string },
): Promise<Invoice> {
  const draft = await clerk.post<Invoice>(
    'invoices',
    {
      patient_id: patientId,
      due_date: dayFromNow(30),
      notes,
      items: [{ description, quantity: 1, unit_price_cents: 80_00 }],
    },
    randomUUID(),
  );
  return clerk.post<Invoice>(`invoices/${draft.id}/issue`, { notify: ['email', 'sms'] }, randomUUID());
}

async function asPatient(run: Run, clerk: ApiClient, id: string, words: Words): Promise<void> {
  const opened = async () => {
    const now = await clerk.get<Invoice>(`invoices/${id}`);
    return now.stripe_checkout_session_id ? now : undefined;
  };
  await until('the payment page', WAIT_MILLISECONDS, async () => (await opened()) !== undefined);
  const now = await opened();
  const token = now?.patient_link?.url.split('/').at(-1) ?? '';
  for (const path of [
    `public/invoices/${token}`,
    `public/invoices/${token}/pdf`,
    `public/receipts/${token}`,
  ]) {
    await raw(run, undefined, path);
  }
  const payer = { name: words.payerName, email: words.payerEmail };
  const pay = (card: string) =>
    control(run.stripe, `sessions/${now?.stripe_checkout_session_id}/pay`, { card, ...payer });
  await pay('4000000000000002');
  await pay('4242424242424242');
  await until(
    'the payment',
    WAIT_MILLISECONDS,
    async () => (await clerk.get<Invoice>(`invoices/${id}`)).status === 'paid',
  );
}

async function refund(
  admin: { client: ApiClient },
  clerk: ApiClient,
  invoiceId: string,
  words: Words,
): Promise<void> {
  const { data } = await clerk.get<{ data: { id: string; status: string }[] }>(
    `invoices/${invoiceId}/payments`,
  );
  const payment = data.find((each) => each.status === 'succeeded');
  const wish = { amount_cents: 10_00, reason: 'other', note: words.refundNote, effect: 'credit' };
  const asked = await clerk.post<{ id: string }>(`payments/${payment?.id}/refund`, wish, 'a-refund');
  await refused(clerk.post(`refunds/${asked.id}/approve`, {}, 'not-by-a-clerk'));
  await admin.client.post(`refunds/${asked.id}/approve`, {}, 'approved');
  await until('the refund', WAIT_MILLISECONDS, async () => {
    return (await clerk.get<{ status: string }>(`refunds/${asked.id}`)).status === 'succeeded';
  });
}

/** Refused input, a broken mail server, a broken SMS service, a Stripe that is away, events about nobody. */
async function failures(run: Run, clerk: ApiClient, patientId: string, words: Words): Promise<void> {
  const { badInput } = words;
  for (const body of [
    { name: badInput, dob: '2999-01-01' },
    { name: badInput, [badInput]: badInput },
    { name: badInput.repeat(20) },
    { name: 'x', email: badInput },
  ]) {
    await refused(clerk.post('patients', body));
  }
  await refused(clerk.get(`invoices/${badInput}`));
  await refused(
    clerk.get(`invoices?cursor=${Buffer.from(JSON.stringify([badInput, badInput])).toString('base64url')}`),
  );
  await raw(run, badInput, 'patients');

  await control(run.inbox, 'faults', { mail: 'bounce', sms: 'reject' });
  const cancelled = await invoice(clerk, patientId, {
    description: words.treatment,
    notes: words.draftNotes,
  });
  await told(clerk, cancelled.id, 2);
  await control(run.inbox, 'faults', { mail: 'none', sms: 'none' });
  await clerk.post(`invoices/${cancelled.id}/cancel`, { reason: words.cancelReason }, 'cancelled');
}

async function archived(
  app: App,
  clerk: ApiClient,
  run: Run,
  patientId: string,
  words: Words,
): Promise<void> {
  const old = await invoice(clerk, patientId, {
    description: words.treatment,
    notes: `${words.notes} again`,
  });
  await asPatient(run, clerk, old.id, words);
  // An invoice whose messages are still on their way is not archived.
  await told(clerk, old.id, 3);
  await archiveInvoice(app, old.id, bySystem('prove-privacy'));
}

/** Waits until so many messages about an invoice were sent or given up. */
async function told(clerk: ApiClient, invoiceId: string, count: number): Promise<void> {
  await until('the messages', WAIT_MILLISECONDS, async () => {
    const { data } = await clerk.get<{ data: { state: string }[] }>(`messages?invoice_id=${invoiceId}`);
    return data.length >= count && data.every((message) => message.state !== 'pending');
  });
}

async function refused(call: Promise<unknown>): Promise<void> {
  const answer = await call.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  if (!(answer instanceof Refused)) throw new Error(`A refusal was expected, but ${String(answer)}`);
}

async function raw(run: Run, token: string | undefined, path: string): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  await (await fetch(`${run.api}/api/v1/${path}`, { headers })).text();
}

async function control(base: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${base}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}
