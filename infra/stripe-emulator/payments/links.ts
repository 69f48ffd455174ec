/** Payment links: sessions begun from them, and the limit on how many may be completed. */
import type Stripe from 'stripe';
import { newSessionId, randomText } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { newSession } from './session-object.ts';

const DAY = 24 * 60 * 60;

/** Whether a link still takes payments; its limit may have been reached by another session meanwhile. */
export function linkIsOpen(world: World, link: Stripe.PaymentLink): boolean {
  return link.active && hasRoom(world, link);
}

function hasRoom(world: World, link: Stripe.PaymentLink): boolean {
  const limit = link.restrictions?.completed_sessions.limit;
  return limit === undefined || world.store.detail('payment_link', link.id).completed < limit;
}

/** Whether the session may be paid as far as its link is concerned: one that is open outlives the link's deactivation. */
export function linkIsUsable(world: World, session: Stripe.Checkout.Session): boolean {
  if (typeof session.payment_link !== 'string') return true;
  return hasRoom(world, world.store.get('payment_link', session.payment_link));
}

/** Counts a completed session on its link, which closes when its limit is reached. */
export function countCompletion(world: World, session: Stripe.Checkout.Session): void {
  if (typeof session.payment_link !== 'string') return;
  const link = world.store.get('payment_link', session.payment_link);
  const detail = world.store.detail('payment_link', link.id);
  const completed = detail.completed + 1;
  world.store.saveDetail('payment_link', link.id, { ...detail, completed });
  const limit = link.restrictions?.completed_sessions.limit;
  if (limit === undefined) return;
  const restrictions = { completed_sessions: { count: completed, limit } };
  const counted = world.store.update('payment_link', { ...link, restrictions, active: completed < limit });
  emit(world, 'payment_link.updated', counted, { active: link.active, restrictions: link.restrictions });
}

/** The session that a visitor of a link gets, as yet unsaved. The link's metadata is copied to it. */
export function sessionOfLink(world: World, link: Stripe.PaymentLink): Stripe.Checkout.Session {
  const { lineItems } = world.store.detail('payment_link', link.id);
  const id = newSessionId();
  const now = world.clock.now();
  const redirect = link.after_completion.redirect?.url ?? null;
  return newSession({
    id,
    created: now,
    expiresAt: now + DAY,
    currency: link.currency,
    lineItems,
    paymentMethodTypes:
      link.payment_method_types ?? (link.currency === 'usd' ? ['card', 'us_bank_account'] : ['card']),
    url: `${world.publicUrl}/c/pay/${id}#${randomText(40)}`,
    over: {
      metadata: link.metadata,
      payment_link: link.id,
      success_url: redirect,
      submit_type: link.submit_type,
    },
  });
}
