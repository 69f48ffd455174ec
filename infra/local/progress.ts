/** Says that a step is done, and how long it took. */

/** Does one step; the line appears when it is done. */
export async function step<T>(
  log: (line: string) => void,
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const done = await work();
  log(`${title.padEnd(40)} ${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`);
  return done;
}
