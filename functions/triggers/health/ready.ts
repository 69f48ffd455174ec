/** GET /api/v1/health/ready */
import type { App } from '../../capabilities/ports.ts';
import { health } from '../../contracts/health.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Reply } from '../../http/reply.ts';

endpoint(health.ready, async ({ app }) => {
  const [database, queues] = await Promise.all([checkDatabase(app), works(() => app.queues.health())]);
  const parts = { ...database, queues: part(queues) };
  const up = Object.values(parts).every(({ status }) => status === 'up');
  const body = { status: up ? ('up' as const) : ('down' as const), parts };
  return up ? body : new Reply(body, { status: 503, headers: { 'retry-after': '5' } });
});

async function checkDatabase(app: App) {
  const migrated = await app.db.health().then(
    (state) => state.migrated,
    () => undefined,
  );
  return { database: part(migrated !== undefined), migrations: part(migrated === true) };
}

const works = (check: () => Promise<void>): Promise<boolean> =>
  check().then(
    () => true,
    () => false,
  );

const part = (up: boolean) => ({ status: up ? ('up' as const) : ('down' as const) });
