/** What payers see: the payment form, the bank's questions, and the end of a session. */
import type Stripe from 'stripe';
import type { Answer } from '../http/message.ts';
import { formatAmount } from '../params/amounts.ts';
import { html, type Markup, page } from './html.ts';

export type View = {
  session: Stripe.Checkout.Session;
  lines: Stripe.LineItem[];
  merchant: string;
};
/** What the payer typed, to be shown again, and the one field that is wrong. Security codes are never shown again. */
export type Typed = { values: Record<string, string>; error: string | null; wrong: string | null };

export const NOTHING_TYPED: Typed = { values: {}, error: null, wrong: null };

type Field = {
  name: string;
  label: string;
  autocomplete: string;
  placeholder?: string;
  numeric?: boolean;
  secret?: boolean;
};

const NUMBER: Field = {
  name: 'number',
  label: 'Card number',
  autocomplete: 'cc-number',
  placeholder: '1234 1234 1234 1234',
  numeric: true,
};
const EXPIRY: Field = {
  name: 'expiry',
  label: 'Expiry',
  autocomplete: 'cc-exp',
  placeholder: 'MM / YY',
  numeric: true,
};
const CVC: Field = {
  name: 'cvc',
  label: 'CVC',
  autocomplete: 'cc-csc',
  placeholder: '123',
  numeric: true,
  secret: true,
};
const NAME: Field = { name: 'name', label: 'Name on card', autocomplete: 'cc-name' };
const HOLDER: Field = { name: 'name', label: 'Account holder', autocomplete: 'name' };
const ROUTING: Field = {
  name: 'routing',
  label: 'Routing number',
  autocomplete: 'off',
  placeholder: '110000000',
  numeric: true,
};
const ACCOUNT: Field = {
  name: 'account',
  label: 'Account number',
  autocomplete: 'off',
  placeholder: '000123456789',
  numeric: true,
};

export function cardPage(view: View, typed: Typed): Answer {
  const { session } = view;
  const bank = session.payment_method_types.includes('us_bank_account')
    ? html`<a href="/c/pay/${session.id}/bank">Use a bank account instead</a>`
    : null;
  const fields = html`${field(NUMBER, typed)}
<div class="pair">${field(EXPIRY, typed)}${field(CVC, typed)}</div>
${field(NAME, typed)}`;
  return formPage(view, typed, { heading: 'Pay by card', path: `/c/pay/${session.id}`, fields, other: bank });
}

export function bankPage(view: View, typed: Typed): Answer {
  const { session } = view;
  const fields = html`${field(HOLDER, typed)}${field(ROUTING, typed)}${field(ACCOUNT, typed)}
<p class="hint">A bank debit takes some days to settle.</p>`;
  const card = html`<a href="/c/pay/${session.id}">Use a card instead</a>`;
  return formPage(view, typed, {
    heading: 'Pay from a bank account',
    path: `/c/pay/${session.id}/bank`,
    fields,
    other: card,
  });
}

/** The bank's own page, on which the payer proves who they are. */
export function challengePage({ session, merchant }: View): Answer {
  const body = html`<h1>Your bank asks you to confirm</h1>
<p class="amount">${total(session)}</p>
<p>This stands for the page of the card's bank. Choose how the authentication ends.</p>
<form method="post" action="/c/authenticate/${session.id}">
<button name="result" value="complete">Complete authentication</button>
<button class="secondary" name="result" value="fail">Fail authentication</button>
</form>`;
  return page({
    title: 'Confirm the payment',
    merchant,
    body,
    formTargets: [session.success_url, session.cancel_url],
  });
}

/** The end of a session: paid, on its way, or expired. */
export function endPage({ session, merchant }: View, successUrl: string | null): Answer {
  if (session.status === 'complete') {
    const paid = session.payment_status === 'paid';
    const heading = paid ? 'This payment is complete' : 'Your payment is on its way';
    const text = paid
      ? 'Nothing more is to be paid here.'
      : 'The bank has been asked for the money, which takes some days. Nothing more is to be done here.';
    const on = successUrl === null ? null : html`<p><a href="${successUrl}">Go on to ${merchant}</a></p>`;
    return page({ title: heading, merchant, body: html`<h1>${heading}</h1><p>${text}</p>${on}` });
  }
  const back =
    session.cancel_url === null ? null : html`<p><a href="${session.cancel_url}">Back to ${merchant}</a></p>`;
  const body = html`<h1>This payment page has expired</h1>
<p>No payment was taken. Ask ${merchant} for a new link.</p>${back}`;
  return page({ title: 'This payment page has expired', merchant, body });
}

export function notFoundPage(merchant: string): Answer {
  const body = html`<h1>Page not found</h1><p>There is no payment page at this address.</p>`;
  return page({ status: 404, title: 'Page not found', merchant, body });
}

export function inactiveLinkPage(merchant: string, message: string | null): Answer {
  const body = html`<h1>This link is no longer active</h1><p>${message ?? 'No payment can be made with it.'}</p>`;
  return page({ title: 'This link is no longer active', merchant, body });
}

export function receiptPage(charge: Stripe.Charge, merchant: string): Answer {
  const amount = formatAmount(charge.amount, charge.currency);
  const back = charge.amount_refunded > 0 ? formatAmount(charge.amount_refunded, charge.currency) : null;
  const body = html`<h1>Receipt from ${merchant}</h1><p class="amount">${amount}</p>
${back === null ? null : html`<p>Refunded: ${back}</p>`}<p>Payment ${charge.id}</p>`;
  return page({ title: 'Receipt', merchant, body });
}

type Form = { heading: string; path: string; fields: Markup; other: Markup | null };

function formPage({ session, lines, merchant }: View, typed: Typed, form: Form): Answer {
  const amount = total(session);
  const alert =
    typed.error === null ? null : html`<p class="alert" role="alert" id="problem">${typed.error}</p>`;
  const back =
    session.cancel_url === null ? null : html`<a href="${session.cancel_url}">Back to ${merchant}</a>`;
  const title = typed.error === null ? `Pay ${amount}` : `Problem: Pay ${amount}`;
  const body = html`<h1>Pay ${merchant}</h1>
<p class="amount">${amount}</p>
<ul class="lines">${lines.map(lineOf)}</ul>
<h2>${form.heading}</h2>
${alert}
<form method="post" action="${form.path}" novalidate>
${form.fields}
<button>Pay ${amount}</button>
</form>
<p class="ways">${form.other}${back}</p>`;
  return page({ title, merchant, body, formTargets: [session.success_url, session.cancel_url] });
}

function lineOf(line: Stripe.LineItem): Markup {
  const count = line.quantity === 1 ? null : html`<small>Quantity ${line.quantity ?? 1}</small>`;
  const amount = formatAmount(line.amount_total, line.currency);
  return html`<li><span>${line.description ?? ''}${count}</span><span class="money">${amount}</span></li>`;
}

function field({ name, label, autocomplete, placeholder, numeric, secret }: Field, typed: Typed): Markup {
  const value = secret ? '' : (typed.values[name] ?? '');
  const wrong = typed.wrong === name ? html` aria-invalid="true" aria-describedby="problem" autofocus` : null;
  const keyboard = numeric ? html` inputmode="numeric"` : null;
  return html`<div class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" autocomplete="${autocomplete}" placeholder="${placeholder ?? ''}" required${keyboard}${wrong}></div>`;
}

const total = (session: Stripe.Checkout.Session): string =>
  formatAmount(session.amount_total ?? 0, session.currency ?? 'usd');
