/** How the connections of one process are shared out: what waits in one share takes nothing from the others. */

/** With so many, each of the small shares has two. */
const ROOMY = 6;

/** `desk`: short reads, of which each carries many at once. `reports`: what may take long. `main`: everything else. */
export type ConnectionShares = { main: number; desk: number; reports: number };

/** The shares of a process that may open `most` connections (DATABASE_POOL_MAX); each has one at least. */
export function connectionShares(most: number): ConnectionShares {
  const small = most >= ROOMY ? 2 : 1;
  return { main: Math.max(1, most - 2 * small), desk: small, reports: small };
}
