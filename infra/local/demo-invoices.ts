/** One invoice from start to end: drafted, issued, mailed, paid by the patient, booked. */

import { until } from '../processes/time.ts';
import { type ApiClient, apiClient, signIn } from './api-client.ts';
import { dayFromNow } from './demo-data.ts';
import { payAt } from './hosted-page.ts';
import type { Message } from './inbox/store.ts';
import { withClient } from './postgres/roles.ts';
import type { Run } from './run.ts';

const PATIENCE_MS = 30_000;

/** Where the steps are played. */
export type Stage = Pick<Run, 'api' | 'inbox' | 'database' | 'staff'>;

type Invoice = {
  id: string;
  invoice_number: string | null;
  status: string;
  currency: string;
  total_amount_cents: number;
  balance_cents: number;
};
type Payment = { id: string; amount_cents: number; status: string; stripe_payment_id: string | null };

/** Plays every step in order; throws at the first that does not end as it should. */
export async function playScenario(run: Stage, print: (line: string) => void): Promise<void> {
  let number = 0;
  const say = (line: string): void => {
    number += 1;
    print(`${String(number).padStart(2)}. ${line}`);
  };
  const clerk = run.staff.find(({ role }) => role === 'billing_clerk') ?? run.staff[0];
  if (clerk === undefined) throw new Error('No staff account to sign in with');

  const anyone = apiClient(run.api);
  const desk = await signIn(anyone, clerk);
  say(`${clerk.email} signed in`);

  const invoice = await issue(desk, say);
  const link = await linkIn(run, invoice.email);
  say(`The inbox holds "${link.subject}" with the patient's link`);

  await pay(anyone, link.token, invoice, say);
  await confirm(anyone, desk, { token: link.token, id: invoice.id, say });
  await showBooks(run, invoice.id, say);
}

type Issued = Invoice & { email: string };

async function issue(desk: ApiClient, say: (line: string) => void): Promise<Issued> {
  const email = `demo-${Date.now()}@example.com`;
  const patient = await desk.post<{ id: string; name: string }>('patients', {
    name: 'Renée Example',
    email,
    phone: '+15550100777',
    dob: '1980-02-29',
  });
  say(`Patient ${patient.name} added: ${patient.id}`);
  const draft = await desk.post<Invoice>('invoices', {
    patient_id: patient.id,
    due_date: dayFromNow(14),
    items: [
      { description: 'Consultation', quantity: 1, unit_price_cents: 12_550 },
      { description: 'Laboratory panel', quantity: 2, unit_price_cents: 3_999, tax_basis_points: 825 },
    ],
  });
  expect(draft.status === 'draft' && draft.invoice_number === null, 'A draft has no number');
  say(`Draft ${draft.id} comes to ${amount(draft.total_amount_cents, draft.currency)}`);
  const issued = await desk.post<Invoice>(`invoices/${draft.id}/issue`, { notify: ['email'] });
  expect(
    issued.status === 'issued' && issued.invoice_number !== null,
    'The invoice is issued and has a number',
  );
  say(`Issued as ${issued.invoice_number}; ${amount(issued.balance_cents, issued.currency)} is owed`);
  return { ...issued, email };
}

/** Waits for the e-mail; answers the token at the end of its link. */
async function linkIn(run: Stage, email: string): Promise<{ subject: string; token: string }> {
  let message: Message | undefined;
  await until('the e-mail to the patient', PATIENCE_MS, async () => {
    const response = await fetch(`${run.inbox}/api/messages?to=${encodeURIComponent(email)}`);
    message = ((await response.json()) as { data: Message[] }).data[0];
    return message !== undefined;
  });
  const token = /\/patient\/invoice[/#]+([^\s"#?]+)/.exec(message?.text ?? '')?.[1];
  if (message === undefined || token === undefined)
    throw new Error('The e-mail holds no link to the invoice');
  return { subject: message.subject, token };
}

async function pay(
  anyone: ApiClient,
  token: string,
  invoice: Issued,
  say: (line: string) => void,
): Promise<void> {
  const seen = await anyone.get<{ balance_cents: number; invoice_number: string }>(
    `public/invoices/${token}`,
  );
  expect(seen.balance_cents === invoice.balance_cents, 'The patient sees the same balance');
  say(
    `The patient opens ${seen.invoice_number} and sees ${amount(seen.balance_cents, invoice.currency)} due`,
  );
  const { url } = await anyone.post<{ url: string }>(`public/invoices/${token}/checkout`, {});
  say(`Payment page opened: ${url.replace(/#.*/, '')}`);
  const back = await payAt(url);
  say(`Card 4242 4242 4242 4242 accepted; sent on to ${new URL(back).pathname.replace(token, '…')}`);
}

type Wait = { token: string; id: string; say: (line: string) => void };

async function confirm(anyone: ApiClient, desk: ApiClient, { token, id, say }: Wait): Promise<void> {
  await until('the receipt', PATIENCE_MS, async () => {
    const { state } = await anyone.get<{ state: string }>(`public/receipts/${token}`);
    return state === 'paid';
  });
  say('The receipt page says: paid');
  const invoice = await desk.get<Invoice>(`invoices/${id}`);
  expect(invoice.status === 'paid' && invoice.balance_cents === 0, 'The invoice is paid and nothing is owed');
  say(
    `${invoice.invoice_number} is ${invoice.status}; balance ${amount(invoice.balance_cents, invoice.currency)}`,
  );
  const { data } = await desk.get<{ data: Payment[] }>(`invoices/${id}/payments`);
  expect(
    data.length === 1 && data[0]?.amount_cents === invoice.total_amount_cents,
    'One payment of the whole amount',
  );
  for (const payment of data) {
    say(
      `Payment ${payment.stripe_payment_id}: ${amount(payment.amount_cents, invoice.currency)}, ${payment.status}`,
    );
  }
}

type Entry = { kind: string; account: string; amount_cents: string; currency: string };

async function showBooks(run: Stage, invoiceId: string, say: (line: string) => void): Promise<void> {
  await withClient(run.database, async (client) => {
    const events = await client.query(
      `select id, type, state from stripe_events
        where received_at >= (select issued_at from invoices where id = $1) order by received_at`,
      [invoiceId],
    );
    for (const { id, type, state } of events.rows as Record<string, string>[])
      say(`Stripe event ${id} ${type}: ${state}`);
    const entries = await client.query(
      `select t.kind, e.account, e.amount_cents, e.currency
        from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
        where t.id in (select transaction_id from ledger_entries where invoice_id = $1) order by e.id`,
      [invoiceId],
    );
    const rows = entries.rows as Entry[];
    expect(rows.length >= 4, 'The ledger holds the debt and the payment');
    expect(
      rows.reduce((sum, { amount_cents }) => sum + Number(amount_cents), 0) === 0,
      'The ledger entries sum to zero',
    );
    for (const row of rows) {
      const side = Number(row.amount_cents) > 0 ? 'debit ' : 'credit';
      say(
        `Ledger ${row.kind}: ${side} ${row.account} ${amount(Math.abs(Number(row.amount_cents)), row.currency)}`,
      );
    }
  });
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`It does not hold that: ${what}.`);
}

/** The currency decides how many digits there are. */
function amount(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(minorUnits / 10 ** maximumFractionDigits);
}
