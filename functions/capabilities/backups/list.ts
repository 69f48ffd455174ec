/** The backups that lie in storage, and whether the last verified one is too old. */
import type { App } from '../ports.ts';
import { madeAt } from './make.ts';

const OVERDUE_MILLISECONDS = 2 * 86_400_000;

const stateOf = (complete: boolean, verified: boolean) => {
  if (!complete) return 'unfinished' as const;
  return verified ? ('verified' as const) : ('unverified' as const);
};

export async function listBackups(app: App) {
  const found = (await app.backups.list()).toReversed();
  const data = found.map(({ name, complete, verified, bytes }) => ({
    name,
    made_at: madeAt(name).toISOString(),
    bytes,
    state: stateOf(complete, verified),
    whole: complete && verified,
  }));
  const newest = data.find(({ whole }) => whole);
  const age = app.clock.now().getTime() - Date.parse(newest?.made_at ?? '1970-01-01');
  return { data, overdue: age > OVERDUE_MILLISECONDS, apart: app.backups.apart };
}
