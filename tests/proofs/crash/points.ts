/** The windows in which a process may die, and the dice that choose among them. */

/** Every named point of functions/edges/crash-points.ts that the scenario passes. */
export const POINTS = [
  'commit:before',
  'commit:after',
  'stripe.openCheckout:before',
  'stripe.openCheckout:after',
  'events.add:before',
  'events.add:after',
  'events.received:after',
  'queues.enqueueWork:before',
  'queues.enqueueWork:after',
  'outbox.claim:before',
  'outbox.claim:after',
  'outbox.done:before',
  'outbox.done:after',
  'mail.send:before',
  'mail.send:after',
  'stripe.closeCheckout:before',
  'stripe.closeCheckout:after',
  'stripe.refund:before',
  'stripe.refund:after',
] as const;
export type Point = (typeof POINTS)[number];

/** Parts that are killed blindly. */
export const PARTS = ['host', 'postgres', 'storage', 'stripe'] as const;

export type Dice = { next(): number; pick<T>(from: readonly T[]): T; whole(below: number): number };

/** A repeatable sequence (mulberry32): the same seed throws the same dice. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    next,
    whole,
    pick<T>(from: readonly T[]): T {
      const picked = from[whole(from.length)];
      if (picked === undefined) throw new Error('Nothing to pick from.');
      return picked;
    },
  };
}
