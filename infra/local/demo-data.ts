/** Fills a new installation with a small clinic, through the same API that everybody uses. */

import { until } from '../processes/time.ts';
import { type ApiClient, apiClient, Refused, signIn } from './api-client.ts';
import { DEMO_INVOICES, DEMO_PATIENTS, type DemoInvoice } from './demo-people.ts';
import { payAt } from './hosted-page.ts';
import type { Staff } from './settings.ts';

export type DemoOptions = {
  api: string;
  setupCode: string;
  staff: readonly Staff[];
  /** Whether payment pages are those of the emulator here, so that some invoices can be paid. */
  payable: boolean;
};

type Invoice = { id: string; status: string; balance_cents: number; total_amount_cents: number };

/**
 * Registers the staff, adds patients, and takes invoices through their states. Every call carries an idempotency key
 * of its own, so that an interrupted start goes on where it was. Throws with the API's words when a call is refused.
 */
export async function seedDemoData({ api, setupCode, staff, payable }: DemoOptions): Promise<string> {
  const [admin, clerk] = staff;
  if (admin === undefined || clerk === undefined) throw new Error('The demo needs an admin and a clerk');
  const anyone = apiClient(api);
  await register(anyone, admin, setupCode);
  await register(await signIn(anyone, admin), clerk);
  const desk = await signIn(anyone, clerk);

  const patients: string[] = [];
  for (const [index, person] of DEMO_PATIENTS.entries()) {
    patients.push((await desk.post<{ id: string }>('patients', person, `demo-patient-${index}`)).id);
  }
  const paid: string[] = [];
  for (const [index, invoice] of DEMO_INVOICES.entries()) {
    const id = await addInvoice(desk, invoice, { index, patientId: patients[invoice.patient] ?? '' });
    if (payable && (await payInvoice(desk, invoice, id))) paid.push(id);
  }
  await allApplied(desk, paid);
  return `${DEMO_PATIENTS.length} patients, ${DEMO_INVOICES.length} invoices`;
}

/** A start that was interrupted may have registered before: signing in then shows whether it was the same person. */
export async function register(
  client: ApiClient,
  { email, password, name, role }: Staff,
  setupCode?: string,
): Promise<void> {
  const code = setupCode === undefined ? {} : { setup_code: setupCode };
  try {
    await client.post('auth/register', { email, password, name, role, ...code });
  } catch (error) {
    if (!(error instanceof Refused) || ![401, 403, 409].includes(error.status)) throw error;
  }
}

async function addInvoice(
  desk: ApiClient,
  invoice: DemoInvoice,
  { index, patientId }: { index: number; patientId: string },
): Promise<string> {
  const draft = { patient_id: patientId, due_date: dayFromNow(invoice.dueInDays), items: invoice.items };
  const { id } = await desk.post<Invoice>('invoices', draft, `demo-invoice-${index}`);
  if (invoice.becomes === 'draft') return id;
  await desk.post(`invoices/${id}/issue`, { notify: invoice.notify ?? [] }, `demo-issue-${index}`);
  if (invoice.becomes === 'cancelled') {
    await desk.post(`invoices/${id}/cancel`, { reason: 'Entered twice' }, `demo-cancel-${index}`);
  }
  return id;
}

/** Pays what the demo invoice says, as the patient would; false when there is nothing (more) to pay. */
async function payInvoice(desk: ApiClient, invoice: DemoInvoice, id: string): Promise<boolean> {
  if (invoice.becomes !== 'paid' && invoice.becomes !== 'partially_paid') return false;
  const now = await desk.get<Invoice>(`invoices/${id}`);
  if (now.status !== 'issued') return false;
  const part = Math.floor(now.total_amount_cents / 3);
  const amount = invoice.becomes === 'paid' ? {} : { amount_cents: part };
  const { url } = await desk.post<{ url: string }>(`invoices/${id}/create-payment-link`, amount);
  await payAt(url);
  return true;
}

/** The money arrives by webhook and queue, a moment later. */
async function allApplied(desk: ApiClient, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await until(`the payment of invoice ${id}`, 60_000, async () => {
      const { status } = await desk.get<Invoice>(`invoices/${id}`);
      return status === 'paid' || status === 'partially_paid';
    });
  }
}

/** A day relative to today, as YYYY-MM-DD. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
