/** The backups that lie in storage, and whether the last whole one is too old. */
import type { App } from '../ports.ts';
import { madeAt } from './make.ts';

const OVERDUE_MILLISECONDS = 2 * 86_400_000;

export async function listBackups(app: App) {
  const found = (await app.backups.list()).toReversed();
  const data = found.map(({ name, complete, bytes }) => ({
    name,
    made_at: madeAt(name).toISOString(),
    bytes,
    whole: complete,
  }));
  const newest = data.find(({ whole }) => whole);
  const age = app.clock.now().getTime() - Date.parse(newest?.made_at ?? '1970-01-01');
  return { data, overdue: age > OVERDUE_MILLISECONDS, apart: app.backups.apart };
}
