/** Figures of the page Operations in words: ages, durations, sizes, and what is read now. */
import type { Overview } from '../../../../functions/contracts/operations.ts';

type Readings = Overview['readings'];

/** The value of a reading without labels, or the sum over its labels; undefined when it is not there. */
export function readingOf(readings: Readings, name: string): number | undefined {
  const found = readings.filter((reading) => reading.name === name);
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

/** The values of a reading by one of its labels; the greatest where several processes read the same. */
export function readingsBy(readings: Readings, name: string, label: string): [string, number][] {
  const values = new Map<string, number>();
  for (const reading of readings) {
    const of = reading.labels[label];
    if (reading.name !== name || of === undefined) continue;
    values.set(of, Math.max(values.get(of) ?? Number.NEGATIVE_INFINITY, reading.value));
  }
  return [...values];
}

/** 45 seconds, 12 minutes, 3 hours, 4 days. */
export function inTime(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ];
  const [size, unit] = units.find(([each]) => seconds >= 2 * each) ?? [1, 'second'];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** 850 ms, 2.5 s. */
export const inDuration = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;

/** 1.5 GB of 20 GB free. */
export const inGigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 10e9 ? 1 : 0)} GB`;
