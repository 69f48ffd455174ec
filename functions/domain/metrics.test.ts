import { expect, test } from 'vitest';
import { bucketOf, faultsOf, type MetricCount, quantile, seriesOf } from './metrics.ts';
import { metricsText } from './metrics-text.ts';

const count = (more: Partial<MetricCount>): MetricCount => ({
  ...{ kind: 'request', name: 'a', outcome: '2xx', bucket: 0, count: 1, milliseconds: 5 },
  ...more,
});

test.each([
  [0, 0],
  [10, 0],
  [10.5, 1],
  [600_000, 11],
  [600_001, 12],
])('%d ms is in class %i', (milliseconds, bucket) => {
  expect(bucketOf(milliseconds)).toBe(bucket);
});

test('a 4xx and a refusal are answers, a 5xx and a failed call are faults', () => {
  const counts = ['2xx', '4xx', '5xx', 'refused', 'failed'].map((outcome) => count({ outcome }));
  expect(seriesOf(counts, 'request').map(faultsOf)).toEqual([2]);
});

test('a quantile is the bound of its class, and that of the last class the greatest bound', () => {
  const [series] = seriesOf([count({ count: 19 }), count({ bucket: 12, milliseconds: 700_000 })], 'request');
  if (series === undefined) throw new Error('It is counted.');
  expect([quantile(series, 0.95), quantile(series, 0.99)]).toEqual([10, 600_000]);
});

test('the Prometheus text names each metric once, escapes labels, and accumulates buckets', () => {
  const text = metricsText(
    [
      count({ bucket: 1, milliseconds: 20 }),
      count({ bucket: 1, milliseconds: 20, outcome: '5xx' }),
      count({ kind: 'stripe', name: 'refund', outcome: 'failed', bucket: 12, milliseconds: 700_000 }),
      count({ kind: 'log', name: 'b"\\', outcome: 'warn' }),
    ],
    [
      { name: 'clinic_work_pending', labels: { topic: 't' }, value: 3 },
      { name: 'clinic_pool_size', labels: { process: 'p' }, value: 8 },
      { name: 'clinic_work_pending', labels: { topic: 'u' }, value: 4 },
      { name: 'of_another_version', labels: {}, value: 1 },
    ],
  );
  expect(text).toContain('clinic_requests_total{operation="a",status="5xx"} 1\n');
  expect(text).toContain('clinic_request_duration_seconds_bucket{operation="a",le="0.01"} 0\n');
  expect(text).toContain('clinic_request_duration_seconds_bucket{operation="a",le="0.025"} 2\n');
  expect(text).toContain('clinic_request_duration_seconds_bucket{operation="a",le="+Inf"} 2\n');
  expect(text).toContain('clinic_request_duration_seconds_sum{operation="a"} 0.04\n');
  expect(text).toContain('clinic_stripe_calls_total{operation="refund",outcome="failed"} 1\n');
  expect(text).toContain('clinic_log_events_total{event="b\\"\\\\",level="warn"} 1\n');
  expect(text).toContain(
    '# TYPE clinic_work_pending gauge\nclinic_work_pending{topic="t"} 3\nclinic_work_pending{topic="u"} 4\n',
  );
  expect(text).not.toContain('of_another_version');
  const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(new Set(types).size).toBe(types.length);
  expect(text.endsWith('\n')).toBe(true);
});
