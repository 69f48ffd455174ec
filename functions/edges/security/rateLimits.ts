/** Rate limits that all instances share, counted in PostgreSQL. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';
import { translated } from '../postgres/pool.ts';

type Limit = Parameters<RateLimits['spend']>[0];

/** So many in so many seconds. Per account it is strict; per address a whole clinic may share one. */
const LIMITS: Record<Limit, { points: number; duration: number }> = {
  sign_in_account: { points: 10, duration: 60 },
  sign_in_address: { points: 100, duration: 60 },
  link_renewal: { points: 3, duration: 900 },
  checkout: { points: 30, duration: 60 },
  refresh: { points: 60, duration: 60 },
};

export function createRateLimits(pool: pg.Pool): RateLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([name, limit]) => [
      name,
      new RateLimiterPostgres({
        storeClient: pool,
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: name,
        clearExpiredByTimeout: false,
        ...limit,
      }),
    ]),
  );
  const hashed = (key: string) => createHash('sha256').update(key).digest('base64url');
  return {
    async restore(limit, key) {
      await limiters.get(limit)?.delete(hashed(key));
    },
    async spend(limit, key) {
      try {
        // Hashed, because an e-mail address in a table of counters is still personal.
        await limiters.get(limit)?.consume(hashed(key));
      } catch (outcome) {
        if (!(outcome instanceof RateLimiterRes)) throw translated(outcome);
        const seconds = Math.max(1, Math.ceil(outcome.msBeforeNext / 1000));
        refuse('limited', 'too_many_requests', `Too many tries. Wait ${seconds} seconds.`, {
          retryAfterSeconds: seconds,
        });
      }
    },
  };
}
