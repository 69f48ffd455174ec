/** Rates, errors and durations counted from the lines of the app's log. */
import {
  addCount,
  bucketOf,
  emptySeries,
  type MetricKind,
  type Series,
} from '../../functions/domain/metrics.ts';

export type Figures = {
  /** Counts one line of the log; a line that is none is passed over. */
  add(line: string): void;
  /** What was counted of a kind, by name. */
  series(kind: MetricKind): Series[];
  /** Warnings and errors by event and level. */
  events(): { event: string; level: string; count: number }[];
};

type Entry = Partial<
  Record<
    'level' | 'time' | 'event' | 'operation' | 'queue' | 'job' | 'status' | 'outcome' | 'milliseconds',
    unknown
  >
>;

/** Names are the product's own and few; beyond this many a line is passed over, so that memory has a bound. */
const MOST_NAMES = 1_000;

/** Of each event that is a call: its kind, and the fact that names it. */
const CALLS: Readonly<Record<string, { kind: MetricKind; name: keyof Entry }>> = {
  request: { kind: 'request', name: 'operation' },
  message_processed: { kind: 'queue', name: 'queue' },
  timer_ran: { kind: 'timer', name: 'job' },
  stripe_call: { kind: 'stripe', name: 'operation' },
};

/** `since` leaves older lines out. */
export function figures(since?: Date): Figures {
  const calls = new Map<MetricKind, Map<string, Series>>();
  const events = new Map<string, { event: string; level: string; count: number }>();
  return {
    add(line) {
      const entry = parseEntry(line);
      if (entry === undefined || isBefore(entry.time, since)) return;
      const { event, level } = entry;
      if (typeof event !== 'string') return;
      countCall(calls, entry, CALLS[event]);
      if (level !== 'warn' && level !== 'error') return;
      const key = `${level} ${event}`;
      const seen = events.get(key) ?? { event, level, count: 0 };
      if (events.size < MOST_NAMES || seen.count > 0) events.set(key, { ...seen, count: seen.count + 1 });
    },
    series: (kind) => [...(calls.get(kind)?.values() ?? [])].sort((a, b) => a.name.localeCompare(b.name)),
    events: () => [...events.values()].sort((a, b) => b.count - a.count || a.event.localeCompare(b.event)),
  };
}

function countCall(
  calls: Map<MetricKind, Map<string, Series>>,
  entry: Entry,
  call: (typeof CALLS)[string] | undefined,
): void {
  const name = call && entry[call.name];
  const milliseconds = Number(entry.milliseconds);
  if (call === undefined || typeof name !== 'string' || !Number.isFinite(milliseconds)) return;
  const outcome =
    entry.outcome ?? (Number.isFinite(Number(entry.status)) && `${Math.floor(Number(entry.status) / 100)}xx`);
  if (typeof outcome !== 'string') return;
  const named = calls.get(call.kind) ?? new Map<string, Series>();
  calls.set(call.kind, named);
  const series = named.get(name) ?? emptySeries(name);
  if (!named.has(name) && named.size >= MOST_NAMES) return;
  addCount(
    series,
    { kind: call.kind, name, outcome, bucket: bucketOf(milliseconds), count: 1, milliseconds },
    milliseconds,
  );
  named.set(name, series);
}

/** A line of the log as its facts; nothing for a line that is none, such as of a crash. */
export function parseEntry(line: string): Partial<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Partial<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

const isBefore = (time: unknown, since: Date | undefined): boolean =>
  since !== undefined && !(typeof time === 'string' && new Date(time) >= since);
