/** When the scheduled jobs ran, and how that ended. */
import type { TimerStore } from '../../capabilities/ports/timers.ts';
import type { Query } from './pool.ts';

export const timerStore = (query: Query): TimerStore => ({
  async started(name, periodSeconds) {
    await query(
      `insert into timer_runs (name, period_seconds, started_at) values ($1, $2, now())
       on conflict (name) do update set period_seconds = excluded.period_seconds,
         -- One that never ended is late since its first start, however often it begins.
         started_at = case when timer_runs.finished_at is null then timer_runs.started_at else excluded.started_at end`,
      [name, periodSeconds],
    );
  },

  async ended(name, error) {
    await query(
      `update timer_runs set last_error = left($2::text, 500),
         finished_at = case when $2::text is null then now() else finished_at end,
         failures_in_a_row = case when $2::text is null then 0 else failures_in_a_row + 1 end where name = $1`,
      [name, error],
    );
  },

  async list() {
    return query(
      `select name, period_seconds as "periodSeconds", started_at as "startedAt", finished_at as "finishedAt",
         last_error as "lastError", failures_in_a_row as "failuresInARow" from timer_runs order by name`,
    );
  },
});
