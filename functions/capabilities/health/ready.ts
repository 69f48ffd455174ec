/** Which parts that every request needs answer now. */
import type { App } from '../ports.ts';

type Part = { status: 'up' | 'down' };

/** The state of each part; `up` when all of them are. Never throws. */
export async function checkParts(
  app: App,
): Promise<{ up: boolean; parts: Record<'database' | 'migrations' | 'queues', Part> }> {
  const [migrated, queues] = await Promise.all([
    app.db.health().then(
      (state) => state.migrated,
      () => undefined,
    ),
    app.queues.health().then(
      () => true,
      () => false,
    ),
  ]);
  const parts = {
    database: part(migrated !== undefined),
    migrations: part(migrated === true),
    queues: part(queues),
  };
  return { up: Object.values(parts).every(({ status }) => status === 'up'), parts };
}

const part = (up: boolean): Part => ({ status: up ? 'up' : 'down' });
