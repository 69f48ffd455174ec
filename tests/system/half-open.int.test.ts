/** Connections to PostgreSQL that die without a word: each is noticed, all are replaced, and no transaction waits twice. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../functions/capabilities/ports/common.ts';
import { createDatabase as databaseOn } from '../../functions/edges/postgres/database.ts';
import {
  CONNECT_TIMEOUT_MILLISECONDS,
  createPool,
  QUERY_TIMEOUT_MILLISECONDS,
  STATEMENT_TIMEOUT_MILLISECONDS,
} from '../../functions/edges/postgres/pool.ts';
import { createEncryption } from '../../functions/edges/security/encryption.ts';
import { NEWEST_MIGRATION } from '../../functions/newest-migration.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type SilentProxy, startSilentProxy } from '../support/silent-proxy.ts';

const CONNECTIONS = 4;
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const keys = { active: 'k1', keys: new Map([['k1', Buffer.alloc(32, 1)]]) };

let database: TestDatabase;
let proxy: SilentProxy;
let pool: ReturnType<typeof createPool>;
let db: ReturnType<typeof databaseOn>;
beforeEach(async () => {
  database = await createDatabase();
  const url = new URL(database.appUrl);
  proxy = await startSilentProxy(Number(url.port || 5432));
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  // Short, so that the test need not wait for the product's own time-out.
  pool = createPool({ url: url.href, max: CONNECTIONS, queryTimeoutMilliseconds: 400 }, quiet);
  const pools = { main: pool, desk: pool, reports: pool };
  db = databaseOn(pools, createEncryption(keys, Buffer.alloc(32, 2)), NEWEST_MIGRATION);
});
afterEach(async () => {
  await Promise.race([pool.end(), proxy.close()]);
  await proxy.close();
  await database.drop();
});

const healthy = () => db.health();
const fillPool = () => Promise.all(Array.from({ length: CONNECTIONS }, healthy));

test('one dead connection retires every idle one: once the network is whole, nothing else fails', async () => {
  await fillPool();
  expect(pool.idleCount).toBe(CONNECTIONS);
  proxy.silence();
  await expect(healthy()).rejects.toMatchObject({ code: 'database_unavailable' });
  proxy.heal();
  for (let count = 0; count < CONNECTIONS * 2; count++)
    await expect(healthy()).resolves.toEqual({ migrated: true });
  expect(proxy.taken()).toBeGreaterThan(CONNECTIONS);
});

test('a transaction on a dead connection is given up at its first time-out, and its connection destroyed', async () => {
  await fillPool();
  let failures = 0;
  await expect(
    db.transaction(async (tx) => {
      proxy.silence();
      await tx.settings.get().catch((error: unknown) => {
        failures++;
        throw error;
      });
    }),
  ).rejects.toMatchObject({ code: 'database_unavailable' });
  expect(failures).toBe(1);
  proxy.heal();
  await expect(db.transaction((tx) => tx.settings.get())).resolves.toBeDefined();
});

test('a statement that PostgreSQL refuses closes no other connection', async () => {
  await fillPool();
  await expect(pool.query('select 1/0')).rejects.toMatchObject({ code: '22012' });
  expect(pool.idleCount).toBe(CONNECTIONS - 1);
});

test('the times add up: PostgreSQL answers first, and all is well within 30 s of a whole network', () => {
  expect(STATEMENT_TIMEOUT_MILLISECONDS).toBeLessThan(QUERY_TIMEOUT_MILLISECONDS);
  expect(QUERY_TIMEOUT_MILLISECONDS + CONNECT_TIMEOUT_MILLISECONDS).toBeLessThan(30_000);
});
