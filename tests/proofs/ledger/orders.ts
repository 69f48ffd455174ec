/** Which operations followed which on one invoice, and how often the later one was done or refused. */
import type { ModelInvoice } from './model-types.ts';

/** One operation on one invoice; several when credit of other invoices was used. */
export type Touch = { invoice: ModelInvoice; name: string; done: boolean };

export type PairCount = { done: number; refused: number };
export type Pairs = ReturnType<typeof countPairs>;

/** Counts every ordered pair: the first was done on the invoice at any time before the second was tried. */
export function countPairs() {
  const before = new Map<ModelInvoice, Set<string>>();
  const counts = new Map<string, PairCount>();
  return {
    add(touches: readonly Touch[]): void {
      for (const { invoice, name, done } of touches) {
        const earlier = before.get(invoice) ?? new Set();
        for (const first of earlier) {
          const key = pairOf(first, name);
          const count = counts.get(key) ?? { done: 0, refused: 0 };
          count[done ? 'done' : 'refused'] += 1;
          counts.set(key, count);
        }
        if (done) before.set(invoice, earlier.add(name));
      }
    },
    of: (first: string, second: string): PairCount => counts.get(pairOf(first, second)) ?? NONE,
  };
}

const NONE: PairCount = { done: 0, refused: 0 };
function pairOf(first: string, second: string): string {
  return `${first} → ${second}`;
}

/** What is never done after another: it must be refused. */
const IMPOSSIBLE = new Set([
  // Nothing is owed on a canceled invoice, and none of its charge is left.
  ...[
    'cancel',
    'credit note',
    'write off',
    'reverse a write-off',
    'apply credit',
    'move a due date',
    'late fee',
    'switch the effect of a refund at Stripe',
  ].map((second) => pairOf('cancel', second)),
  // A charge that was taken back in part cannot be canceled as a whole.
  pairOf('credit note', 'cancel'),
]);
/** Possible, but only after a long detour that gives all money back: it is enough that it was refused. */
const SELDOM = new Set(
  ['apply credit', 'reject refund', 'resolve dispute (absorb)'].map((first) => pairOf(first, 'cancel')),
);

/** Orders of these operations that were never met, or never done although they can be. */
export function missingPairs(pairs: Pick<Pairs, 'of'>, names: readonly string[]): string[] {
  return names.flatMap((first) =>
    names.flatMap((second) => {
      const key = pairOf(first, second);
      const { done, refused } = pairs.of(first, second);
      if (done > 0) return IMPOSSIBLE.has(key) ? [`${key} was done, but is listed as impossible`] : [];
      if (refused === 0) return [`${key} was never met`];
      return IMPOSSIBLE.has(key) || SELDOM.has(key) ? [] : [`${key} was never done, only refused`];
    }),
  );
}

/** A line for each first operation, with how often each second one was done after it, and refused. */
export function tableOf(pairs: Pick<Pairs, 'of'>, names: readonly string[]): string[] {
  return names.map((first) => {
    const cells = names.map((second) => {
      const { done, refused } = pairs.of(first, second);
      return `${second} ${done}/${refused}`;
    });
    return `${first}: ${cells.join(', ')}`;
  });
}
