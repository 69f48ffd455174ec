/** One transaction on a connection of the pool. */
import type pg from 'pg';
import { isConnectionDead, sqlState, translated } from './pool.ts';

/** Serialisation failure and deadlock: PostgreSQL asks to try the whole transaction again. */
const TRY_AGAIN = new Set(['40001', '40P01']);
const TRIES = 5;

/** Does the work in a transaction, again when PostgreSQL asks for it. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt >= TRIES || !TRY_AGAIN.has(sqlState(error) ?? '')) throw translated(error);
    }
  }
}

/** Once. A connection that does not answer is closed without a rollback, for which it would be waited again. */
export async function once<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const lost = (error: Error) => {
    broken ??= error;
  };
  client.on('error', lost);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    if (error instanceof Error && isConnectionDead(error)) lost(error);
    else if (!broken) await client.query('rollback').catch(lost);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}
