/** Card payments on the hosted page, with the authentication that some cards ask for. */
import type Stripe from 'stripe';
import type { Payer } from '../state/kinds.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { type Attempt, CLOSED } from './attempt.ts';
import { behaviourOf, type Decline } from './cards.ts';
import { openDispute } from './disputes.ts';
import { warnOfFraud } from './fraud-warnings.ts';
import { captureLater, charge, fail, succeed } from './intents.ts';
import { complete, intentOf, openSession } from './sessions.ts';

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

function settleCard(
  world: World,
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent,
  { card, payer, authenticated }: { card: string; payer: Payer; authenticated: boolean },
): Attempt {
  const behaviour = behaviourOf(card);
  const decline = behaviour.decline ?? null;
  const made = charge(world, intent, payer, {
    instrument: { type: 'card', number: card, behaviour, authenticated },
    decline,
  });
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
