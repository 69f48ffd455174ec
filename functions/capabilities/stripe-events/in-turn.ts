/** Applying what belongs together one after the other within this process. */
const last = new Map<string, Promise<unknown>>();

/**
 * Runs after all earlier work with the same key has ended, well or not. The events of one payment come within
 * milliseconds: the first asks Stripe and locks the invoice, and the others find the payment booked. Other processes take
 * no notice of this; the database keeps them apart.
 */
export async function inTurn<T>(key: string | undefined, work: () => Promise<T>): Promise<T> {
  if (key === undefined) return work();
  const earlier = last.get(key) ?? Promise.resolve();
  const mine = earlier.then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
