/** How the system ran lately: what was counted in steps for charts, and what is read now. */
import type { OPERATIONS_PERIODS, Overview } from '../../contracts/operations.ts';
import {
  addCount,
  emptySeries,
  faultsOf,
  type MetricCount,
  quantile,
  type Series,
  seriesOf,
} from '../../domain/metrics.ts';
import type { App } from '../ports.ts';
import { measure } from './measure.ts';

type Period = (typeof OPERATIONS_PERIODS)[number];

const PERIODS: Readonly<Record<Period, { minutes: number; stepMinutes: number }>> = {
  '1h': { minutes: 60, stepMinutes: 5 },
  '24h': { minutes: 24 * 60, stepMinutes: 60 },
  '7d': { minutes: 7 * 24 * 60, stepMinutes: 6 * 60 },
};

/** Throws when the database does not answer. */
export async function operationsOverview(app: App, period: Period): Promise<Overview> {
  const { minutes, stepMinutes } = PERIODS[period];
  const stepMs = stepMinutes * 60_000;
  const now = app.clock.now().getTime();
  const from = Math.floor((now - minutes * 60_000) / stepMs + 1) * stepMs;
  const { counts, readings } = await measure(app, new Date(from));
  const history = await app.db.read.metrics.history(new Date(from), stepMinutes);
  const steps = Array.from({ length: Math.floor((now - from) / stepMs) + 1 }, (_, index) =>
    stepOf(new Date(from + index * stepMs), history),
  );
  const of = (kind: MetricCount['kind']) => seriesOf(counts, kind).map(summary);
  return {
    from: new Date(from).toISOString(),
    step_minutes: stepMinutes,
    steps,
    requests: of('request'),
    queues: of('queue'),
    jobs: of('timer'),
    stripe: of('stripe'),
    webhooks: of('webhook'),
    log: seriesOf(counts, 'log').flatMap(({ name, byOutcome }) =>
      [...byOutcome].map(([level, count]) => ({ event: name, level, count })),
    ),
    readings,
    channels: await channelStates(app),
  };
}

/** Each channel that is set, whether it was used yet or not. */
async function channelStates(app: App): Promise<Overview['channels']> {
  const used = await app.db.read.alerts.channels();
  return app.channels.map(({ name }) => {
    const state = used.find(({ channel }) => channel === name);
    return {
      channel: name,
      last_success_at: state?.lastSuccessAt?.toISOString() ?? null,
      last_failure_at: state?.lastFailureAt?.toISOString() ?? null,
      last_error: state?.lastError ?? null,
      failures_in_a_row: state?.failuresInARow ?? 0,
    };
  });
}

const summary = (series: Series): Overview['requests'][number] => ({
  name: series.name,
  count: series.count,
  faults: faultsOf(series),
  p50_milliseconds: quantile(series, 0.5),
  p95_milliseconds: quantile(series, 0.95),
});

function stepOf(at: Date, history: readonly (MetricCount & { at: Date })[]): Overview['steps'][number] {
  const within = history.filter((count) => count.at.getTime() === at.getTime());
  const all = (kind: MetricCount['kind']): Series => {
    const together = emptySeries(kind);
    for (const count of within.filter((each) => each.kind === kind)) addCount(together, count);
    return together;
  };
  const [requests, queues, stripe] = [all('request'), all('queue'), all('stripe')];
  return {
    at: at.toISOString(),
    requests: requests.count,
    faults: faultsOf(requests),
    messages: queues.count,
    stripe_calls: stripe.count,
    stripe_faults: faultsOf(stripe),
    request_p95_milliseconds: requests.count === 0 ? null : quantile(requests, 0.95),
    stripe_p95_milliseconds: stripe.count === 0 ? null : quantile(stripe, 0.95),
  };
}
