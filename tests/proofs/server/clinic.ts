/** What staff and a patient do at the server of the proof, over https. */
import { type ApiClient, apiClient, signIn } from '../../../infra/local/api-client.ts';
import { playScenario } from '../../../infra/local/demo-invoices.ts';
import { payAt } from '../../../infra/local/hosted-page.ts';
import type { Inbox } from '../../../infra/local/inbox/server.ts';
import { until } from '../../../infra/processes/time.ts';
import { type Machine, settingsOf } from './machine.ts';

const ADMIN = { email: 'ada@elm.example', password: 'otter lantern quarry mosaic 42', name: 'Ada Admin' };
const PATIENCE_MS = 60_000;

export type Invoice = { id: string; invoice_number: string; status: string; balance_cents: number };

export const originOf = (machine: Machine): string => settingsOf(machine).Values.WEB_URL ?? '';

/** Signs the administrator in. */
export const desk = (machine: Machine): Promise<ApiClient> => signIn(apiClient(originOf(machine)), ADMIN);

/** Registers the first administrator by the link that the setup printed. */
export async function register(setupSaid: string): Promise<void> {
  const link = new URL(/First administrator: (\S+)/.exec(setupSaid)?.[1] ?? '');
  const setup_code = new URLSearchParams(link.hash.slice(1)).get('code') ?? '';
  const account = { ...ADMIN, role: 'admin', setup_code };
  await apiClient(link.origin).post('auth/register', account);
  const second = { ...account, email: 'eve@elm.example' };
  const again = await apiClient(link.origin)
    .post('auth/register', second)
    .then(
      () => true,
      () => false,
    );
  if (again) throw new Error('The link of the first administrator worked twice.');
}

/** An invoice from its draft to the receipt of its payment: issued, mailed, paid on the payment page, booked. */
export async function payInvoice(machine: Machine, inbox: Inbox): Promise<void> {
  const database = settingsOf(machine).Values.DATABASE_URL ?? '';
  const staff = [{ ...ADMIN, role: 'admin' as const }];
  await playScenario({ api: originOf(machine), inbox: inbox.url, database, staff }, () => undefined);
}

/** Every invoice with its state, in the order of the numbers. */
export async function invoices(machine: Machine): Promise<Invoice[]> {
  const { data } = await (await desk(machine)).get<{ data: Invoice[] }>('invoices?limit=100');
  return data
    .map(({ id, invoice_number, status, balance_cents }) => ({ id, invoice_number, status, balance_cents }))
    .sort((one, other) => (one.invoice_number < other.invoice_number ? -1 : 1));
}

/** Issues an invoice and answers it with the page on which it can be paid. */
export async function openInvoice(machine: Machine, inbox: Inbox): Promise<{ id: string; page: string }> {
  const clerk = await desk(machine);
  const email = `late-${Date.now()}@example.com`;
  const person = { name: 'Late Payer', email, phone: '+15550100778', dob: '1971-03-04' };
  const patient = await clerk.post<{ id: string }>('patients', person);
  const due = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 8_000 }];
  const draft = await clerk.post<{ id: string }>('invoices', {
    patient_id: patient.id,
    due_date: due,
    items,
  });
  await clerk.post(`invoices/${draft.id}/issue`, { notify: ['email'] });
  let token: string | undefined;
  await until('the e-mail to the patient', PATIENCE_MS, async () => {
    const answer = await fetch(`${inbox.url}/api/messages?to=${encodeURIComponent(email)}`);
    const { data } = (await answer.json()) as { data: { text?: string }[] };
    token = /\/patient\/invoice[/#]+([^\s"#?]+)/.exec(data[0]?.text ?? '')?.[1];
    return token !== undefined;
  });
  const path = `public/invoices/${token}/checkout`;
  const { url } = await apiClient(originOf(machine)).post<{ url: string }>(path, {});
  return { id: draft.id, page: url };
}

/** Pays an opened invoice and waits until it is booked. */
export async function payOpened(machine: Machine, { id, page }: { id: string; page: string }): Promise<void> {
  await payAt(page);
  await paid(machine, id);
}

/** Waits until the invoice is paid in the books. */
export async function paid(machine: Machine, id: string): Promise<void> {
  const clerk = await desk(machine);
  await until('the payment', PATIENCE_MS, async () => {
    const { status } = await clerk.get<Invoice>(`invoices/${id}`);
    return status === 'paid';
  });
}

type Run = { state: string; found: Record<string, number>; last_error: string | null };

/** Compares the books with Stripe’s, which first books what is missing here. Answers what was found. */
export async function reconcile(machine: Machine): Promise<Record<string, number>> {
  const admin = await desk(machine);
  const { id } = await admin.post<{ id: string }>('reconciliation/run', {});
  let run: Run | undefined;
  await until('the end of the comparison with Stripe', PATIENCE_MS, async () => {
    run = await admin.get<Run>(`reconciliation/runs/${id}`);
    return run.state === 'done' || run.state === 'failed';
  });
  if (run?.state !== 'done') throw new Error(`The comparison with Stripe failed: ${run?.last_error}`);
  return run.found;
}
