/** Early fraud warnings: the card network's hint that a charge may be disputed. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';

export function warnOfFraud(world: World, charge: Stripe.Charge): void {
  const warning = world.store.insert('radar.early_fraud_warning', {
    id: newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: world.clock.now(),
    fraud_type: 'misc',
    livemode: false,
    payment_intent: String(charge.payment_intent),
  });
  emit(world, 'radar.early_fraud_warning.created', warning);
}
