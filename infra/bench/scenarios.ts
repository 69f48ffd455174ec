/** What is measured: each route as the product is asked, and as the bare server is. */
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { Call } from './load.ts';
import { FIRST_NAMES, LAST_NAMES } from './seed.ts';

/** What the calls are made of; the lists are used up from their ends by calls that change something. */
export type Subjects = {
  invoices: string[];
  numbers: string[];
  patients: string[];
  drafts: string[];
  owed: string[];
};

export type Scenario = {
  route: string;
  product: (subjects: Subjects, token: string) => Call | undefined;
  bare?: (subjects: Subjects) => Call | undefined;
  /** Reads are measured again at the full size, to see whether they grew. */
  read?: true;
};

const any = <T>(list: readonly T[]): T => {
  const found = list[Math.floor(Math.random() * list.length)];
  if (found === undefined) throw new Error('There is nothing to ask for.');
  return found;
};

const signed = (token: string) => ({ authorization: `Bearer ${token}` });
const get = (path: string, token: string): Call => ({
  method: 'GET',
  path: `/api/v1/${path}`,
  headers: signed(token),
});
const post = (path: string, token: string, body: object): Call => ({
  method: 'POST',
  path: `/api/v1/${path}`,
  headers: { ...signed(token), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify(body),
});
const bare = (name: string, ...values: string[]): Call => ({
  method: 'GET',
  path: `/${name}?${values.map((value) => `v=${encodeURIComponent(value)}`).join('&')}`,
});
const of = <T>(value: T | undefined, call: (value: T) => Call): Call | undefined =>
  value === undefined ? undefined : call(value);

const ITEMS = [1, 2, 3].map((n) => ({
  description: `Treatment ${n}`,
  quantity: 1,
  unit_price_cents: 10_000,
}));
const PAID = 300_00;

/** An event that the product stores and then ignores, as Stripe signs it. */
function webhook(secret: string): { headers: Record<string, string>; body: string; id: string } {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const created = Math.floor(Date.now() / 1000);
  const data = { object: { id: 'prod_bench', object: 'product' } };
  const body = JSON.stringify({
    id,
    object: 'event',
    type: 'product.created',
    api_version: Stripe.API_VERSION,
    created,
    livemode: false,
    data,
  });
  const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  return { id, body, headers: { 'stripe-signature': header, 'content-type': 'application/json' } };
}

export const scenarios = (webhookSecret: string): Scenario[] => [
  {
    route: 'get one invoice',
    read: true,
    product: ({ invoices }, token) => get(`invoices/${any(invoices)}`, token),
    bare: ({ invoices }) => bare('get', any(invoices)),
  },
  {
    route: 'list by patient and status',
    read: true,
    product: ({ patients }, token) =>
      get(`invoices?patient_id=${any(patients)}&status=issued&limit=20`, token),
    bare: ({ patients }) => bare('list_by_patient', any(patients), 'issued'),
  },
  {
    route: 'list by status',
    read: true,
    product: (_, token) => get('invoices?status=issued&limit=20', token),
    bare: () => bare('list_by_status', 'issued'),
  },
  {
    route: 'search patients',
    read: true,
    product: (_, token) => get(`patients?query=${any(FIRST_NAMES)}%20${any(LAST_NAMES)}&limit=20`, token),
    bare: () => bare('patient_search', `${any(FIRST_NAMES)} ${any(LAST_NAMES)}`),
  },
  {
    route: 'search an invoice by number',
    read: true,
    product: ({ numbers }, token) => get(`invoices?query=${any(numbers)}&limit=20`, token),
    bare: ({ numbers }) => bare('invoice_search', any(numbers)),
  },
  { route: 'dashboard', read: true, product: (_, token) => get('dashboard', token) },
  {
    route: 'create, 3 lines',
    product: ({ patients }, token) =>
      post('invoices', token, { patient_id: any(patients), due_date: '2099-12-31', items: ITEMS }),
    bare: ({ patients }) => bare('create', any(patients)),
  },
  {
    route: 'issue',
    product: ({ drafts }, token) => of(drafts.pop(), (id) => post(`invoices/${id}/issue`, token, {})),
    bare: ({ drafts }) => of(drafts.pop(), (id) => bare('issue', id)),
  },
  {
    route: 'record an offline payment',
    product: ({ owed }, token) =>
      of(owed.pop(), (id) => post(`invoices/${id}/payments`, token, { amount_cents: PAID, method: 'cash' })),
    bare: ({ owed }) => of(owed.pop(), (id) => bare('payment', id)),
  },
  {
    route: 'take in a webhook',
    product: () => {
      const { headers, body } = webhook(webhookSecret);
      return { method: 'POST', path: '/api/v1/webhooks/stripe', headers, body };
    },
    bare: () => {
      const { id, body } = webhook(webhookSecret);
      return { method: 'POST', path: `/webhook?v=${id}`, body };
    },
  },
  { route: 'PDF', product: ({ invoices }, token) => get(`invoices/${any(invoices)}/pdf`, token) },
];
