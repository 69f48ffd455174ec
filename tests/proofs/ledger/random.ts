/** Numbers that look random and come again from the same seed (mulberry32). */

export type Random = {
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  one<T>(of: readonly T[]): T;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    whole,
    one: <T>(of: readonly T[]): T => {
      if (of.length === 0) throw new Error('There is nothing to choose from.');
      return of[whole(0, of.length - 1)] as T;
    },
  };
}
