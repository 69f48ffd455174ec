/** One connection pool per process; what PostgreSQL says is told apart into answers and faults here. */
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

/** A pool that survives the server going away and coming back. */
export function createPool(settings: { url: string; max: number }, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'clinic-billing',
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  // Without a listener a dropped idle connection would end the process.
  pool.on('error', (error) => log.warn('database_connection_lost', { error: error.message }));
  return pool;
}

/** Runs statements on a pool or a client, with connection trouble turned into a 503. */
export function queryOn(on: pg.Pool | pg.ClientBase): Query {
  return async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
    try {
      return (await on.query<Row>(text, values)).rows;
    } catch (error) {
      throw translated(error);
    }
  };
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * A text that is no uuid, number or instant. Contracts check every field, so it can only have come with a cursor that no
 * list gave.
 */
const NOT_A_VALUE = new Set(['22P02', '22007', '22008']);

/** The database is away, as a refusal that tells the caller to come again; anything else unchanged. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = sqlState(error) ?? '';
  if (NOT_A_VALUE.has(code)) {
    return new Refusal('invalid', 'cursor_invalid', 'Invalid cursor.');
  }
  const away =
    UNREACHABLE.has(code) ||
    // 08P01 is our own mistake in talking to it.
    (code.startsWith('08') && code !== '08P01') ||
    ['57P01', '57P02', '57P03', '53300', '25006', '53100'].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    );
  if (!away) return error;
  return new Refusal('unavailable', 'database_unavailable', 'The database does not answer at the moment.', {
    retryAfterSeconds: 5,
  });
}

/** The SQLSTATE of a database error, or Node's code of a network error. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const UNIQUE_VIOLATION = '23505';
