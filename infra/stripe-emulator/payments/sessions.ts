/** The checkout session's life: opened, complete or expired, perhaps recovered, and the intent that it makes. */
import type Stripe from 'stripe';
import { newSessionId, randomText } from '../state/ids.ts';
import type { Details, Payer } from '../state/kinds.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { newIntent } from './intent-object.ts';
import { cancel } from './intents.ts';
import { countCompletion, linkIsUsable } from './links.ts';

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

/** The session if it can be paid now. */
export function openSession(world: World, id: string): Stripe.Checkout.Session | undefined {
  const session = world.store.find('checkout.session', id);
  if (session?.status !== 'open') return undefined;
  return linkIsUsable(world, session) ? session : undefined;
}

/** The session's payment intent, which comes to be with the first attempt. */
export function intentOf(world: World, session: Stripe.Checkout.Session): Stripe.PaymentIntent {
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

/** The payer is done; whether the money is sure is another matter. */
export function complete(
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
