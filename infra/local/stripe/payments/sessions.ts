/** The checkout session's way: open, then complete or expired, and its payment attempts. */
import type Stripe from 'stripe';
import { newSessionId, randomText } from '../state/ids.ts';
import type { Details, Payer } from '../state/kinds.ts';
import { delaysOf, type World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { accountBehaviourOf, behaviourOf, type Decline } from './cards.ts';
import { openDispute } from './disputes.ts';
import { warnOfFraud } from './fraud-warnings.ts';
import { newIntent } from './intent-object.ts';
import { cancel, captureCharge, charge, fail, succeed } from './intents.ts';
import { countCompletion, linkIsUsable } from './links.ts';

export type Attempt =
  | { outcome: 'paid' | 'submitted' | 'challenge' }
  | { outcome: 'declined'; decline: Decline }
  | { outcome: 'closed' };

const CLOSED: Attempt = { outcome: 'closed' };

/** A card payment on the hosted page; a card that wants authentication waits for `answerChallenge`. */
export function payByCard(world: World, id: string, number: string, payer: Payer): Attempt {
  const session = openSession(world, id);
  if (session === undefined) return CLOSED;
  const intent = intentOf(world, session);
  if (!behaviourOf(number).challenge)
    return settleCard(world, session, intent, { card: number, payer, authenticated: false });
  const url = `${world.publicUrl}/c/authenticate/${id}`;
  const challenged: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: null, url } },
  };
  world.store.update('payment_intent', challenged);
  world.store.saveDetail('checkout.session', id, {
    ...world.store.detail('checkout.session', id),
    challenge: { card: number, payer },
  });
  emit(world, 'payment_intent.requires_action', challenged);
  return { outcome: 'challenge' };
}

/** The payer passed or failed the authentication that was asked for. */
export function answerChallenge(world: World, id: string, passed: boolean): Attempt {
  const session = openSession(world, id);
  const detail = session && world.store.detail('checkout.session', id);
  if (session === undefined || !detail?.challenge) return CLOSED;
  world.store.saveDetail('checkout.session', id, { ...detail, challenge: null });
  const intent = intentOf(world, session);
  const { card, payer } = detail.challenge;
  if (passed) return settleCard(world, session, intent, { card, payer, authenticated: true });
  const decline: Decline = {
    code: 'payment_intent_authentication_failure',
    declineCode: null,
    message: 'We are unable to authenticate your payment method. Please choose another one and try again.',
  };
  fail(world, intent, null, decline);
  return { outcome: 'declined', decline };
}

/** A bank debit: the session is complete, the money comes later or not at all. */
export function payByBank(world: World, id: string, account: string, payer: Payer): Attempt {
  const session = openSession(world, id);
  if (session === undefined) return CLOSED;
  const intent = intentOf(world, session);
  const pending = charge(world, intent, { type: 'us_bank_account', account }, payer, null);
  const processing: Stripe.PaymentIntent = {
    ...intent,
    status: 'processing',
    payment_method: pending.payment_method,
    last_payment_error: null,
  };
  world.store.update('payment_intent', processing);
  emit(world, 'charge.pending', pending);
  emit(world, 'payment_intent.processing', processing);
  complete(world, session, 'unpaid', payer);
  const { debit } = delaysOf(world);
  if (debit !== null) world.store.schedule(world.clock.now() + debit, 'settle_debit', id);
  return { outcome: 'submitted' };
}

/** The bank's answer to a debit: as the test account says, unless the control surface decides. */
export function settleDebit(world: World, id: string, decided?: 'succeed' | 'fail'): boolean {
  const session = world.store.get('checkout.session', id);
  const intent = world.store.find('payment_intent', String(session.payment_intent));
  if (intent?.status !== 'processing') return false;
  world.store.unschedule('settle_debit', id);
  const pending = world.store.get('charge', String(intent.latest_charge));
  const failure = accountBehaviourOf(world.store.detail('charge', pending.id).account ?? '')?.failure;
  const refused =
    decided === undefined ? failure : decided === 'fail' ? (failure ?? NOT_AUTHORIZED) : undefined;
  if (refused !== undefined) {
    const failed = {
      ...pending,
      status: 'failed',
      failure_code: refused.code,
      failure_message: refused.message,
    };
    world.store.update('charge', failed);
    fail(world, intent, failed, { ...refused, declineCode: null });
    emit(world, 'checkout.session.async_payment_failed', session);
    return true;
  }
  const paid: Stripe.Charge = {
    ...pending,
    status: 'succeeded',
    paid: true,
    captured: true,
    amount_captured: pending.amount,
    receipt_url: `${world.publicUrl}/receipts/${pending.id}`,
  };
  world.store.update('charge', paid);
  succeed(world, intent, paid);
  const settled = world.store.update('checkout.session', { ...session, payment_status: 'paid' });
  emit(world, 'checkout.session.async_payment_succeeded', settled);
  captureLater(world, paid.id);
  return true;
}

const NOT_AUTHORIZED = { code: 'debit_not_authorized', message: 'The customer did not authorize the debit.' };

/** Closes an open session for good; its intent, if any, is cancelled with it. */
export function expireSession(world: World, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const recovery = session.after_expiration?.recovery;
  const expired: Stripe.Checkout.Session = { ...session, status: 'expired', url: null };
  if (recovery?.enabled) {
    const url = `${world.publicUrl}/r/${session.id}`;
    const expiresAt = world.clock.now() + 30 * 24 * 60 * 60;
    expired.after_expiration = { recovery: { ...recovery, expires_at: expiresAt, url } };
  }
  world.store.update('checkout.session', expired);
  world.store.unschedule('expire_session', session.id);
  const intent = world.store.find('payment_intent', String(session.payment_intent));
  if (intent !== undefined && intent.status !== 'canceled') cancel(world, intent, 'automatic');
  emit(world, 'checkout.session.expired', expired);
  return expired;
}

/** A new open session like an expired one whose recovery is on. */
export function recoverSession(world: World, expired: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const id = newSessionId();
  const now = world.clock.now();
  const recovery = expired.after_expiration?.recovery;
  const detail = world.store.detail('checkout.session', expired.id);
  return openNew(world, detail, {
    ...expired,
    id,
    created: now,
    expires_at: now + 24 * 60 * 60,
    status: 'open',
    payment_intent: null,
    recovered_from: expired.id,
    url: `${world.publicUrl}/c/pay/${id}#${randomText(40)}`,
    after_expiration: recovery ? { recovery: { ...recovery, expires_at: null, url: null } } : null,
  });
}

/** Puts a new session on the books and sets its end. */
export function openNew(
  world: World,
  { lineItems, intent }: Pick<Details['checkout.session'], 'lineItems' | 'intent'>,
  session: Stripe.Checkout.Session,
): Stripe.Checkout.Session {
  world.store.saveDetail('checkout.session', session.id, { lineItems, intent, challenge: null });
  world.store.schedule(session.expires_at, 'expire_session', session.id);
  return world.store.insert('checkout.session', session);
}

function openSession(world: World, id: string): Stripe.Checkout.Session | undefined {
  const session = world.store.find('checkout.session', id);
  if (session?.status !== 'open') return undefined;
  return linkIsUsable(world, session) ? session : undefined;
}

/** The session's payment intent, which comes to be with the first attempt. */
function intentOf(world: World, session: Stripe.Checkout.Session): Stripe.PaymentIntent {
  if (typeof session.payment_intent === 'string')
    return world.store.get('payment_intent', session.payment_intent);
  const intent = newIntent({
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    created: world.clock.now(),
    data: world.store.detail('checkout.session', session.id).intent,
    methods: session.payment_method_types,
    automatic: false,
  });
  world.store.insert('payment_intent', intent);
  session.payment_intent = intent.id;
  world.store.update('checkout.session', session);
  emit(world, 'payment_intent.created', intent);
  return intent;
}

function settleCard(
  world: World,
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent,
  { card, payer, authenticated }: { card: string; payer: Payer; authenticated: boolean },
): Attempt {
  const behaviour = behaviourOf(card);
  const decline = behaviour.decline ?? null;
  const made = charge(
    world,
    intent,
    { type: 'card', number: card, behaviour, authenticated },
    payer,
    decline,
  );
  if (decline !== null) {
    fail(world, intent, made, decline);
    return { outcome: 'declined', decline };
  }
  succeed(world, intent, made);
  complete(world, session, 'paid', payer);
  captureLater(world, made.id);
  if (behaviour.fraudWarning) warnOfFraud(world, made);
  if (behaviour.dispute) openDispute(world, made.id, behaviour.dispute);
  return { outcome: 'paid' };
}

function captureLater(world: World, id: string): void {
  const { capture } = delaysOf(world);
  if (capture > 0) world.store.schedule(world.clock.now() + capture, 'capture_charge', id);
  else captureCharge(world, id);
}

function complete(
  world: World,
  session: Stripe.Checkout.Session,
  paymentStatus: 'paid' | 'unpaid',
  payer: Payer,
): void {
  const completed: Stripe.Checkout.Session = {
    ...session,
    status: 'complete',
    payment_status: paymentStatus,
    url: null,
    customer_details: {
      address: null,
      business_name: null,
      email: payer.email ?? session.customer_email,
      individual_name: null,
      name: payer.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  };
  world.store.update('checkout.session', completed);
  world.store.unschedule('expire_session', session.id);
  countCompletion(world, completed);
  emit(world, 'checkout.session.completed', completed);
}
