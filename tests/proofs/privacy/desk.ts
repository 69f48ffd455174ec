/** What the flows of the proof do again and again: call, expect a refusal, wait, and push the stand-ins' knobs. */
import { randomUUID } from 'node:crypto';
import { type ApiClient, Refused } from '../../../infra/local/api-client.ts';
import { dayFromNow } from '../../../infra/local/demo-data.ts';
import type { Run } from '../../../infra/local/run.ts';
import { until } from '../../../infra/processes/time.ts';

export const WAIT_MILLISECONDS = 60_000;

export type Invoice = {
  id: string;
  status: string;
  balance_cents: number;
  stripe_checkout_session_id: string | null;
  patient_link: { url: string } | null;
};

export type People = { admin: ApiClient; clerk: ApiClient; adminToken: string };

/** A word in every text of a line beside its description. */
export const detailed = (word: string, listed: string) => ({
  price_list_version_id: listed,
  price_reason: word,
  code: { system: word, code: word },
  practitioner: { name: word, licence_number: word },
  location: word,
  discount_reason: word,
  tax_exempt_reason: word,
});

/** The version of an item of the price list whose price no line of the flows has. */
export async function listedVersion(admin: ApiClient): Promise<string> {
  const item = { code: randomUUID(), names: { en: 'Visit' }, prices: { usd: 1 } };
  return (await admin.post<{ version_id: string }>('price-list-items', item, randomUUID())).version_id;
}

type Detail = { word: string; listed: string };
type Draft = { description: string; detail?: Detail; notes?: string; cents?: number; dueInDays?: number };

export function draft(clerk: ApiClient, patientId: string, options: Draft): Promise<Invoice> {
  const { description, detail, notes, cents = 80_00, dueInDays = 30 } = options;
  const body = {
    patient_id: patientId,
    due_date: dayFromNow(dueInDays),
    ...(notes && { notes }),
    items: [
      {
        ...(detail && detailed(detail.word, detail.listed)),
        description,
        quantity: 1,
        unit_price_cents: cents,
      },
    ],
  };
  return clerk.post<Invoice>('invoices', body, randomUUID());
}

export async function issued(clerk: ApiClient, patientId: string, options: Draft): Promise<Invoice> {
  const { id } = await draft(clerk, patientId, options);
  return clerk.post<Invoice>(`invoices/${id}/issue`, { notify: ['email', 'sms'] }, randomUUID());
}

/** The invoice once it has a page at Stripe. */
export async function withPage(clerk: ApiClient, id: string): Promise<Invoice> {
  let invoice: Invoice | undefined;
  await until('the payment page', WAIT_MILLISECONDS, async () => {
    invoice = await clerk.get<Invoice>(`invoices/${id}`);
    return invoice.stripe_checkout_session_id !== null;
  });
  return invoice as Invoice;
}

export async function becomes(clerk: ApiClient, id: string, status: string): Promise<void> {
  await until(`the invoice is ${status}`, WAIT_MILLISECONDS, async () => {
    return (await clerk.get<Invoice>(`invoices/${id}`)).status === status;
  });
}

/** Waits until so many messages about an invoice were sent or given up. */
export async function notified(clerk: ApiClient, invoiceId: string, count: number): Promise<void> {
  await until('the messages', WAIT_MILLISECONDS, async () => {
    const { data } = await clerk.get<{ data: { state: string }[] }>(`messages?invoice_id=${invoiceId}`);
    return data.length >= count && data.every((message) => message.state !== 'pending');
  });
}

/** The call is refused, and nothing but refused. */
export async function refused(call: Promise<unknown>): Promise<void> {
  const answer = await call.then(
    () => 'it was accepted',
    (error: unknown) => error,
  );
  if (!(answer instanceof Refused) || answer.status >= 500)
    throw new Error(`A refusal was expected, but ${String(answer)}`);
}

/** Calls with whatever comes of it: an answer, a refusal, or none at all. */
export async function tried(call: Promise<unknown>): Promise<void> {
  await call.catch(() => undefined);
}

export async function raw(run: Run, token: string | undefined, path: string): Promise<string> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${run.api}/api/v1/${path}`, { headers });
  if (answer.status >= 500) throw new Error(`${path.split('?')[0]} answered ${answer.status}`);
  return answer.text();
}

export async function control<T>(base: string, path: string, body: object, method = 'POST'): Promise<T> {
  const response = await fetch(`${base}/_control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
