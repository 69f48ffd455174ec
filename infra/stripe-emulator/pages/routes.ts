/** The pages' addresses and what their forms do. Every step re-reads the session, so tabs and double clicks are safe. */
import { readFileSync } from 'node:fs';
import type Stripe from 'stripe';
import type { Answer, Request } from '../http/message.ts';
import type { Attempt } from '../payments/attempt.ts';
import { answerChallenge, payByCard } from '../payments/card-payments.ts';
import { accountBehaviourOf, cardNumber, TEST_ROUTING_NUMBER } from '../payments/cards.ts';
import { payByBank } from '../payments/debits.ts';
import { linkIsOpen, linkIsUsable, sessionOfLink } from '../payments/links.ts';
import { openNew, recoverSession } from '../payments/sessions.ts';
import type { World } from '../state/world.ts';
import {
  bankPage,
  cardPage,
  challengePage,
  endPage,
  inactiveLinkPage,
  NOTHING_TYPED,
  notFoundPage,
  receiptPage,
  type Typed,
  type View,
} from './checkout-views.ts';
import { redirect } from './html.ts';

const STYLES = readFileSync(new URL('./checkout.css', import.meta.url), 'utf8');

type Handler = (world: World, id: string, request: Request) => Answer;

const PAGES: [RegExp, Handler][] = [
  [/^\/c\/pay\/(\w+)$/, payPage],
  [/^\/c\/pay\/(\w+)\/bank$/, payPage],
  [/^\/c\/authenticate\/(\w+)$/, authenticatePage],
  [/^\/b\/(\w+)$/, linkPage],
  [/^\/r\/(\w+)$/, recoveryPage],
  [/^\/receipts\/(\w+)$/, receipt],
];

/** Answers a browser. */
export function servePage(world: World, request: Request): Answer {
  if (request.path === '/assets/checkout.css') {
    return { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: STYLES };
  }
  for (const [pattern, handler] of PAGES) {
    const id = pattern.exec(request.path)?.[1];
    if (id !== undefined) return handler(world, id, request);
  }
  return notFoundPage(world.merchantName);
}

/** Where the payer goes after success, with the session's id filled in. */
export function successUrlOf(session: Stripe.Checkout.Session): string | null {
  return session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id) ?? null;
}

function payPage(world: World, id: string, request: Request): Answer {
  const view = viewOf(world, id);
  if (view === undefined) return notFoundPage(world.merchantName);
  const { session } = view;
  const byBank = request.path.endsWith('/bank') && session.payment_method_types.includes('us_bank_account');
  const show = byBank ? bankPage : cardPage;
  if (request.method !== 'POST') return session.status === 'open' ? showOpen(world, view, show) : ended(view);
  if (session.status !== 'open') return afterwards(view);
  const values = Object.fromEntries(new URLSearchParams(request.body));
  const problem = byBank ? bankProblem(values) : cardProblem(values, world.clock.now());
  if (problem !== null) return show(view, { values, ...problem });
  const payer = { name: values.name?.trim() || null, email: session.customer_email };
  const attempt = world.store.transaction(() =>
    byBank
      ? payByBank(world, id, values.account ?? '', payer)
      : payByCard(world, id, cardNumber(values.number ?? '') ?? '', payer),
  );
  return afterAttempt(world, id, attempt, (error) =>
    show(viewOf(world, id) ?? view, { values, error, wrong: 'number' }),
  );
}

function showOpen(world: World, view: View, show: (view: View, typed: Typed) => Answer): Answer {
  if (!linkIsUsable(world, view.session)) return inactiveLinkPage(view.merchant, null);
  return show(view, NOTHING_TYPED);
}

function authenticatePage(world: World, id: string, request: Request): Answer {
  const view = viewOf(world, id);
  if (view === undefined) return notFoundPage(world.merchantName);
  if (view.session.status !== 'open') return request.method === 'POST' ? afterwards(view) : ended(view);
  if (world.store.detail('checkout.session', id).challenge === null) return redirect(`/c/pay/${id}`);
  if (request.method !== 'POST') return challengePage(view);
  const passed = new URLSearchParams(request.body).get('result') === 'complete';
  const attempt = world.store.transaction(() => answerChallenge(world, id, passed));
  return afterAttempt(world, id, attempt, (error) => cardPage(view, { values: {}, error, wrong: 'number' }));
}

function afterAttempt(world: World, id: string, attempt: Attempt, again: (error: string) => Answer): Answer {
  if (attempt.outcome === 'challenge') return redirect(`/c/authenticate/${id}`);
  if (attempt.outcome === 'declined') return again(attempt.decline.message);
  const view = viewOf(world, id);
  if (view === undefined) return notFoundPage(world.merchantName);
  return view.session.status === 'open' ? inactiveLinkPage(view.merchant, null) : afterwards(view);
}

/** After a form was sent: on to the success address, or the page that shows the result. */
function afterwards(view: View): Answer {
  const url = view.session.status === 'complete' ? successUrlOf(view.session) : null;
  return url === null ? ended(view) : redirect(url);
}

const ended = (view: View): Answer => endPage(view, successUrlOf(view.session));

/** A visitor of a payment link gets a session of their own. */
function linkPage(world: World, code: string): Answer {
  const filter = { sql: "json_extract(data, '$.url') LIKE ?", values: [`%/b/${code}`] };
  const [link] = world.store.list('payment_link', filter, { limit: 1 });
  if (link === undefined) return notFoundPage(world.merchantName);
  if (!linkIsOpen(world, link)) return inactiveLinkPage(world.merchantName, link.inactive_message);
  const detail = world.store.detail('payment_link', link.id);
  const session = world.store.transaction(() => openNew(world, detail, sessionOfLink(world, link)));
  return redirect(`/c/pay/${session.id}`);
}

/** An expired session whose recovery is on starts a new one. */
function recoveryPage(world: World, id: string): Answer {
  const expired = world.store.find('checkout.session', id);
  const recovery = expired?.after_expiration?.recovery;
  if (
    expired?.status !== 'expired' ||
    !recovery?.enabled ||
    Number(recovery.expires_at) < world.clock.now()
  ) {
    return notFoundPage(world.merchantName);
  }
  const session = world.store.transaction(() => recoverSession(world, expired));
  return redirect(`/c/pay/${session.id}`);
}

function receipt(world: World, id: string): Answer {
  const charge = world.store.find('charge', id);
  return charge === undefined ? notFoundPage(world.merchantName) : receiptPage(charge, world.merchantName);
}

function viewOf(world: World, id: string): View | undefined {
  const session = world.store.find('checkout.session', id);
  if (session === undefined) return undefined;
  const { lineItems } = world.store.detail('checkout.session', id);
  const merchant = session.branding_settings?.display_name ?? world.merchantName;
  return { session, lines: lineItems, merchant };
}

type Problem = { error: string; wrong: string };

function cardProblem(values: Record<string, string>, now: number): Problem | null {
  if (cardNumber(values.number ?? '') === undefined)
    return { error: 'Your card number is invalid.', wrong: 'number' };
  const [, month, year] = /^\s*(\d{1,2})\s*\/?\s*(?:20)?(\d{2})\s*$/.exec(values.expiry ?? '') ?? [];
  if (month === undefined || year === undefined || Number(month) < 1 || Number(month) > 12) {
    return { error: "Your card's expiration date is incomplete or invalid.", wrong: 'expiry' };
  }
  if (Date.UTC(2000 + Number(year), Number(month), 1) <= now * 1000) {
    return { error: "Your card's expiration date is in the past.", wrong: 'expiry' };
  }
  if (!/^\s*\d{3,4}\s*$/.test(values.cvc ?? ''))
    return { error: "Your card's security code is incomplete.", wrong: 'cvc' };
  return values.name?.trim() ? null : { error: 'Enter the name on the card.', wrong: 'name' };
}

function bankProblem(values: Record<string, string>): Problem | null {
  if (!values.name?.trim()) return { error: 'Enter the name of the account holder.', wrong: 'name' };
  if (values.routing?.trim() !== TEST_ROUTING_NUMBER) {
    return {
      error: `The routing number is invalid. In test mode use ${TEST_ROUTING_NUMBER}.`,
      wrong: 'routing',
    };
  }
  if (accountBehaviourOf(values.account?.trim() ?? '') !== undefined) return null;
  return { error: 'The account number is invalid. In test mode use 000123456789.', wrong: 'account' };
}
