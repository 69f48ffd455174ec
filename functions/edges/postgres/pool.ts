/** One connection pool per process; it sorts PostgreSQL's errors into refusals and internal errors. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Log } from '../../capabilities/ports/common.ts';
import { Refusal } from '../../domain/refusal.ts';

/** Sums and counts are whole numbers well below 2^53; a larger one is a fault, not something to round. */
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('A number from the database is too large.');
  return value;
});
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
/** A day stays a day: no time zone may move it. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type Query = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

/** PostgreSQL ends a statement after this time; it is shorter than the client's own time-out, so that it answers first. */
export const STATEMENT_TIMEOUT_MILLISECONDS = 20_000;
/** A connection that has not answered by then is dead: the network between was cut without a word (half-open). */
export const QUERY_TIMEOUT_MILLISECONDS = 24_000;
export const CONNECT_TIMEOUT_MILLISECONDS = 5_000;

export type PoolSettings = {
  url: string;
  max: number;
  /** Null for COPY, which streams for as long as it takes. */
  queryTimeoutMilliseconds?: number | null;
  /**
   * Whether each connection plans a statement once and keeps that plan, for few short statements that need the same plan
   * whatever their values: planning takes several times as long as they do. It must not depend on what is searched for.
   */
  keepsPlans?: boolean;
};

/**
 * A pool that survives the server or the network going away and coming back. When one connection turns out to be dead,
 * the idle ones are closed too: they went through the same network, and each would cost another time-out.
 */
export function createPool(settings: PoolSettings, log: Log): pg.Pool {
  const queryTimeout =
    settings.queryTimeoutMilliseconds === undefined
      ? QUERY_TIMEOUT_MILLISECONDS
      : settings.queryTimeoutMilliseconds;
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1800,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'clinic-billing',
    ...(settings.keepsPlans && { options: '-c plan_cache_mode=force_generic_plan' }),
    statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
    ...(queryTimeout !== null && { query_timeout: queryTimeout }),
    // A server process whose client is gone keeps its locks no longer than this.
    idle_in_transaction_session_timeout: 15_000,
  });
  // Without a listener a dropped idle connection would end the process.
  pool.on('error', (error) => log.warn('database_connection_lost', { error: error.message }));
  pool.on('release', (error: unknown) => {
    if (!isConnectionDead(error)) return;
    log.warn('database_connection_dead', { error: String(error), idle: pool.idleCount });
    closeIdle(pool);
  });
  return pool;
}

/** Why an idle connection is closed; being released with it closes no others. */
class Retired extends Error {
  override name = 'Retired';
}

function closeIdle(pool: pg.Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle--) {
    pool.connect().then(
      (client) => {
        client.release(new Retired('Another connection of the pool was dead.'));
        socketOf(client)?.destroy();
      },
      () => undefined,
    );
  }
}

/** A polite goodbye over a dead network would keep the socket for a quarter of an hour. */
const socketOf = (client: pg.ClientBase): Duplex | undefined =>
  (client as unknown as { connection?: { stream?: Duplex } }).connection?.stream;

/** Whether the connection, and not the statement, has failed. */
export function isConnectionDead(error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'database_unavailable';
  const away = error instanceof Error && !(error instanceof Retired) ? translated(error) : undefined;
  return away instanceof Refusal && away.code === 'database_unavailable';
}

/** The texts that the stores send are few; beyond so many they are made at run time, and keeping each plan would cost more. */
const MOST_NAMED = 1_000;
const names = new Map<string, string>();

/** A statement with parameters is named, so that each connection parses and plans it once. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMED) return known;
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

/** Runs statements on a pool or a client, with connection trouble turned into a 503. */
export function queryOn(on: pg.Pool | pg.ClientBase): Query {
  return async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
    // Several statements in one text cannot be prepared; they have no parameters.
    const name = values.length > 0 ? nameOf(text) : undefined;
    try {
      return (await on.query<Row>({ text, values, ...(name !== undefined && { name }) })).rows;
    } catch (error) {
      throw translated(error);
    }
  };
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Turns an outage of the database into a refusal that asks the caller to retry, and a share of the connections that is
 * used up into another one, because then the database is well; returns any other error unchanged.
 */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = sqlState(error) ?? '';
  // What the pool says when no connection became free in time, and PostgreSQL when it has none left.
  if (code === '53300' || error.message === 'timeout exceeded when trying to connect') {
    return new Refusal('unavailable', 'server_busy', 'The server is busy. Try again in a few seconds.', {
      retryAfterSeconds: 2,
    });
  }
  const away =
    UNREACHABLE.has(code) ||
    // 08P01 is our own mistake in talking to it.
    (code.startsWith('08') && code !== '08P01') ||
    ['57P01', '57P02', '57P03', '25006', '53100'].includes(code) ||
    /Connection terminated|Query read timeout|Client has encountered a connection error/.test(error.message);
  if (!away) return error;
  return new Refusal('unavailable', 'database_unavailable', 'The database does not answer at the moment.', {
    retryAfterSeconds: 5,
  });
}

/** The SQLSTATE of a database error, or Node's code of a network error. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const UNIQUE_VIOLATION = '23505';

/** Classes of SQLSTATE by which PostgreSQL refuses one change for what is in it: data, constraints, guards, syntax. */
const REFUSED_CHANGE = new Set(['21', '22', '23', '42', '44', 'P0']);

/** Whether the database is away, overloaded or interrupted, so that any other change would fail as well. */
export function isOutage(error: unknown): boolean {
  if (error instanceof Refusal) return error.kind === 'unavailable';
  const code = sqlState(error);
  return code !== undefined && !(code.length === 5 && REFUSED_CHANGE.has(code.slice(0, 2)));
}
