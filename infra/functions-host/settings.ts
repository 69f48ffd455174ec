/** Settings as .NET configuration sees them: flat, case-insensitive paths whose values are text. */

export type Json = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object with keys. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Settings = {
  text(path: string): string | undefined;
  /** A whole number within bounds; throws, naming the setting, when it is not one. */
  integer(path: string, fallback: number, bounds?: { min: number; max: number }): number;
  /** A .NET TimeSpan (`[d.]hh:mm:ss[.fff]`) in milliseconds. */
  milliseconds(path: string, fallback: number, bounds?: { min: number; max: number }): number;
  /** The keys directly under a path, as written, with their values. */
  children(path: string): [string, string][];
};

const NESTING = '__';

/**
 * Flattens a JSON document; environment variables `<prefix>__a__b` replace or add `a:b`
 * (in Azure, `AzureFunctionsJobHost__extensions__http__routePrefix` and the like).
 */
export function createSettings(
  document: Json,
  overrides: { prefix: string; env: NodeJS.ProcessEnv },
): Settings {
  const values = new Map<string, { path: string; value: string }>();
  const put = (path: string, value: string): void => {
    const key = path.toLowerCase();
    values.set(key, { path: values.get(key)?.path ?? path, value });
  };
  flatten(document, '', put);
  const marker = `${overrides.prefix}${NESTING}`.toLowerCase();
  for (const [name, value] of Object.entries(overrides.env)) {
    if (value === undefined || !name.toLowerCase().startsWith(marker)) continue;
    put(name.slice(marker.length).replaceAll(NESTING, ':'), value);
  }
  const text = (path: string): string | undefined => values.get(path.toLowerCase())?.value;
  return {
    text,
    integer: (path, fallback, bounds) => {
      const given = text(path);
      if (given === undefined) return fallback;
      const value = Number(given);
      return within(path, given, Number.isInteger(value) ? value : Number.NaN, bounds);
    },
    milliseconds: (path, fallback, bounds) => {
      const given = text(path);
      return given === undefined ? fallback : within(path, given, parseTimeSpan(given), bounds);
    },
    children: (path) => {
      const start = `${path.toLowerCase()}:`;
      return [...values.entries()]
        .filter(([key]) => key.startsWith(start))
        .map(([, entry]) => [entry.path.slice(start.length), entry.value]);
    },
  };
}

/**
 * Milliseconds of a .NET TimeSpan, or NaN when the text is not one. As documented for timers, three parts of which the
 * first is 24 or more are days, hours and minutes: `24:00:00` is 24 days.
 */
export function parseTimeSpan(text: string): number {
  const match = /^(-)?(?:(\d{1,8})(?:\.|:(?=\d+:\d+:)))?(\d{1,8}):(\d{1,2})(?::(\d{1,2})(\.\d{1,7})?)?$/.exec(
    text.trim(),
  );
  if (match === null) return Number.NaN;
  const [, sign, days, first = 0, second = 0, third, fraction = 0] = match;
  const inDays = days === undefined && third !== undefined && fraction === 0 && Number(first) > 23;
  const parts = inDays ? [first, second, third, 0] : [days ?? 0, first, second, third ?? 0];
  const [d = 0, hours = 0, minutes = 0, seconds = 0] = parts.map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  const total = ((d * 24 + hours) * 60 + minutes) * 60 + seconds;
  return (sign === undefined ? 1 : -1) * Math.round((total + Number(fraction)) * 1000);
}

/** The value when it is a finite number within bounds; throws, naming the setting, when it is not. */
function within(
  path: string,
  given: string,
  value: number,
  bounds: { min: number; max: number } | undefined,
): number {
  const { min, max } = bounds ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new Error(`host.json: '${path.replaceAll(':', '.')}' cannot be '${given}'.`);
}

function flatten(value: unknown, path: string, put: (path: string, value: string) => void): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') put(path, String(value));
  else
    for (const [key, child] of Object.entries(value))
      flatten(child, path === '' ? key : `${path}:${key}`, put);
}
