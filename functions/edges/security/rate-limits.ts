/** Rate limits that all instances share, counted in PostgreSQL. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limit, RateLimits } from '../../capabilities/ports/limits.ts';
import { refuse } from '../../domain/refusal.ts';
import { translated } from '../postgres/pool.ts';

/** So many in so many seconds. Per account it is strict; per address a whole clinic may share one. */
const LIMITS: Record<Limit, { points: number; duration: number }> = {
  sign_in_account: { points: 10, duration: 60 },
  sign_in_account_hour: { points: 60, duration: 3600 },
  sign_in_address: { points: 100, duration: 60 },
  password_check: { points: 10, duration: 300 },
  second_factor: { points: 5, duration: 300 },
  setup_code: { points: 20, duration: 300 },
  one_time_link: { points: 20, duration: 300 },
  patient_link: { points: 30, duration: 300 },
  refused_webhook: { points: 60, duration: 300 },
  refused_token: { points: 20, duration: 300 },
  // Records that do not exist: a mistyped address is one, a search for what others may see is many.
  missing_record: { points: 20, duration: 600 },
  probing_recorded: { points: 1, duration: 600 },
  cap_recorded: { points: 1, duration: 3600 },
  // A document takes a processor's time: a patient saves it a few times, a household shares an address.
  link_pdf: { points: 10, duration: 600 },
  address_pdf: { points: 40, duration: 600 },
  // Whoever guesses codes needs ages; an insurer checks a pile of documents.
  document_check: { points: 30, duration: 300 },
  link_renewal: { points: 3, duration: 900 },
  checkout: { points: 30, duration: 60 },
  refresh: { points: 60, duration: 60 },
  // What leaves the clinic: far above a busy day, far below a flood.
  messages_invoice: { points: 20, duration: 86_400 },
  messages_patient: { points: 60, duration: 86_400 },
  messages_address: { points: 60, duration: 86_400 },
  messages_staff: { points: 500, duration: 3600 },
  messages_clinic: { points: 2000, duration: 3600 },
  pages_invoice: { points: 30, duration: 3600 },
  pages_staff: { points: 300, duration: 3600 },
  pages_clinic: { points: 2000, duration: 3600 },
};

/** Clocks of hosts differ by seconds; a clock that was set wrong differs by more. */
const CLOCK_SKEW_SECONDS = 60;

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
  // Hashed, because an e-mail address in a table of counters is still personal.
  const hashed = (key: string) => createHash('sha256').update(key).digest('base64url');
  /** Counted by a clock that was ahead: what is left of a limit's time is never more than all of it. */
  const isFromAhead = (limit: Limit, { msBeforeNext }: RateLimiterRes): boolean =>
    msBeforeNext > (LIMITS[limit].duration + CLOCK_SKEW_SECONDS) * 1000;
  const use = async (limit: Limit, key: string): Promise<RateLimiterRes | undefined> => {
    try {
      return await limiters.get(limit)?.consume(hashed(key));
    } catch (outcome) {
      if (!(outcome instanceof RateLimiterRes)) throw translated(outcome);
      return outcome;
    }
  };
  /** The seconds to wait, or nothing when a point was left and is used now. */
  const consume = async (limit: Limit, key: string): Promise<number | undefined> => {
    let used = await use(limit, key);
    if (used && isFromAhead(limit, used)) {
      await limiters.get(limit)?.delete(hashed(key));
      used = await use(limit, key);
    }
    return used && used.consumedPoints > LIMITS[limit].points ? secondsOf(used) : undefined;
  };
  return {
    async restore(limit, key) {
      await limiters.get(limit)?.delete(hashed(key));
    },
    take: async (limit, key) => (await consume(limit, key)) === undefined,
    async spend(limit, key) {
      const seconds = await consume(limit, key);
      if (seconds !== undefined) tooMany(limit, seconds);
    },
    async require(limit, key) {
      const spent = await limiters.get(limit)?.get(hashed(key));
      if (!spent || isFromAhead(limit, spent)) return;
      if (spent.remainingPoints <= 0 && spent.msBeforeNext > 0) tooMany(limit, secondsOf(spent));
    },
    async deleteExpired() {
      await pool.query('delete from rate_limits where expire < extract(epoch from now()) * 1000');
    },
  };
}

const secondsOf = (outcome: RateLimiterRes): number => Math.max(1, Math.ceil(outcome.msBeforeNext / 1000));

const tooMany = (limit: Limit, seconds: number): never => {
  const more = { retryAfterSeconds: seconds };
  if (limit.startsWith('messages_')) {
    refuse(
      'limited',
      'too_many_messages',
      `Too many messages were requested. Wait ${seconds} seconds.`,
      more,
    );
  }
  if (limit.startsWith('pages_')) {
    const text = `Too many payment pages were requested. Wait ${seconds} seconds.`;
    refuse('limited', 'too_many_payment_pages', text, more);
  }
  return refuse('limited', 'too_many_requests', `Too many attempts. Wait ${seconds} seconds.`, more);
};
