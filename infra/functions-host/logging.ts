/** Writes log entries at or above the level that host.json sets for their category. */
import type { LogLevel } from './core-types.ts';

export type LogEntry = { level: LogLevel; category: string; message: string; invocationId?: string };
export type WriteLog = (entry: LogEntry) => void;

const RANK: Record<LogLevel, number> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

/** Filters by the longest matching category prefix, case-insensitively; `default` (information) is for the rest. */
export function createLog(levels: ReadonlyMap<string, LogLevel>, write: WriteLog): WriteLog {
  const leastByCategory = new Map<string, number>();
  return (entry) => {
    if (entry.level === 'none') return;
    let least = leastByCategory.get(entry.category);
    if (least === undefined) {
      least = RANK[leastLevel(levels, entry.category)];
      leastByCategory.set(entry.category, least);
    }
    if (RANK[entry.level] >= least && least < RANK.none) write(entry);
  };
}

function leastLevel(levels: ReadonlyMap<string, LogLevel>, category: string): LogLevel {
  const name = category.toLowerCase();
  const [prefix] = [...levels.keys()]
    .filter((key) => key !== 'default' && name.startsWith(key))
    .sort((a, b) => b.length - a.length);
  return levels.get(prefix ?? 'default') ?? levels.get('default') ?? 'information';
}

/** The text of whatever was thrown, with its stack where it has one. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The message of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replace(/\s*\n\s*/g, ' ');
}
