/** How the connections of one process are shared out, and how many a whole installation may need. */

/** What reports and the dashboard have: a few of them at a time, and none taken from the desk. */
const REPORTS = 2;
/** What the short reads of the desk have; each carries many of them at once. */
const DESK = 2;
/** What copying tables has, for backups. */
const COPIES = 2;

export type ConnectionShares = { main: number; desk: number; reports: number; copies: number };

/** The shares of one process whose main pool has `main` connections (DATABASE_POOL_MAX). */
export const connectionShares = (main: number): ConnectionShares => ({
  main,
  desk: DESK,
  reports: REPORTS,
  copies: COPIES,
});

/** The most connections that one process opens. */
export const connectionsOf = ({ main, desk, reports, copies }: ConnectionShares): number =>
  main + desk + reports + copies;
