/** How the system runs: for Prometheus, and for the page Operations. */
import * as z from 'zod';
import * as field from './fields.ts';
import { file, route } from './route.ts';

const series = z.object({
  name: z.string(),
  count: z.int(),
  /** 5xx, failed runs and failed calls. */
  faults: z.int(),
  /** Durations in milliseconds, to the bound of their class. */
  p50_milliseconds: z.number(),
  p95_milliseconds: z.number(),
});

const step = z.object({
  at: field.instant,
  requests: z.int(),
  faults: z.int(),
  messages: z.int(),
  stripe_calls: z.int(),
  stripe_faults: z.int(),
  /** Null when nothing was called. */
  request_p95_milliseconds: z.number().nullable(),
  stripe_p95_milliseconds: z.number().nullable(),
});

export const OPERATIONS_PERIODS = ['1h', '24h', '7d'] as const;

export const operations = {
  metrics: route({
    name: 'operations-metrics',
    method: 'GET',
    path: 'v1/metrics',
    who: 'anyone',
    summary:
      'Measurements as Prometheus reads them; with METRICS_TOKEN as bearer token, or from the same machine',
    input: z.strictObject({}),
    reply: file,
    file: 'text/plain; version=0.0.4; charset=utf-8',
    status: 200,
  }),
  overview: route({
    name: 'operations-overview',
    method: 'GET',
    path: 'v1/operations',
    who: 'operations.read',
    audits: 'operations',
    summary: 'Rates, errors, durations, queues, jobs, backups and processes',
    input: z.strictObject({ period: z.enum(OPERATIONS_PERIODS).default('24h') }),
    reply: z.object({
      from: field.instant,
      step_minutes: z.int(),
      steps: z.array(step),
      requests: z.array(series),
      queues: z.array(series),
      jobs: z.array(series),
      stripe: z.array(series),
      webhooks: z.array(series),
      log: z.array(z.object({ event: z.string(), level: z.string(), count: z.int() })),
      readings: z.array(
        z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }),
      ),
      /** How alerts leave the machine; empty when no way is set. */
      channels: z.array(
        z.object({
          channel: z.enum(['mail', 'webhook']),
          last_success_at: field.instant.nullable(),
          last_failure_at: field.instant.nullable(),
          last_error: z.string().nullable(),
          failures_in_a_row: z.int(),
        }),
      ),
    }),
    status: 200,
  }),
};

export type Overview = z.output<typeof operations.overview.reply>;
