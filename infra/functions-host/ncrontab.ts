/** NCRONTAB expressions of six fields (`{second} {minute} {hour} {day} {month} {day-of-week}`) in the process's time zone. */

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Every combination of day, month and weekday recurs within 28 years (40 around a skipped leap year). */
const SEARCH_YEARS = 40;

type Field = { min: number; max: number; names?: readonly string[] };
const SIXTIETHS: Field = { min: 0, max: 59 };
const HOURS: Field = { min: 0, max: 23 };
const DAYS_OF_MONTH: Field = { min: 1, max: 31 };
const MONTHS: Field = { min: 1, max: 12, names: MONTH_NAMES };
const DAYS_OF_WEEK: Field = { min: 0, max: 6, names: DAY_NAMES };

type Fields = {
  seconds: ReadonlySet<number>;
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  weekdays: ReadonlySet<number>;
};

/** Answers the first occurrence strictly after an instant. */
export type Occurrences = (after: Date) => Date;

/**
 * Parses an expression (five fields: at second 0); throws when it is none. The day of the month AND the day of the
 * week must match. Around a change of the clocks an expression for fixed hours runs once — after the gap, and in the
 * first of two equal hours — while one that repeats (`*`, a range or a step in its hours) keeps its pace.
 */
export function parseNcrontab(expression: string): Occurrences {
  const parts = expression.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6) throw new Error(`'${expression}' is not a cron expression of six fields.`);
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = parts;
  const fields: Fields = {
    seconds: parseField(second, SIXTIETHS),
    minutes: parseField(minute, SIXTIETHS),
    hours: parseField(hour, HOURS),
    days: parseField(day, DAYS_OF_MONTH),
    months: parseField(month, MONTHS),
    weekdays: parseField(weekday, DAYS_OF_WEEK),
  };
  const repeats = /[*/-]/.test(hour);
  return (after) => {
    const found = repeats ? nextInstant(fields, after) : nextWallClock(fields, after);
    if (found === undefined) throw new Error(`The cron expression '${expression}' never occurs.`);
    return found;
  };
}

function parseField(text: string, field: Field): Set<number> {
  return new Set(text.split(',').flatMap((part) => parsePart(part, field)));
}

/** The values of `*`, `5`, `1-5`, each with an optional `/step`; `5/10` runs on to the end of the field. */
function parsePart(part: string, field: Field): number[] {
  const match = /^(?:(\*)|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/([1-9]\d*))?$/i.exec(part);
  if (match === null) throw new Error(`'${part}' is not a cron field.`);
  const [, every, from = '', to, step] = match;
  const first = every ? field.min : parseValue(from, field);
  const open = every !== undefined || step !== undefined;
  const last = to === undefined ? (open ? field.max : first) : parseValue(to, field);
  if (last < first) throw new Error(`'${part}' runs backwards.`);
  const values: number[] = [];
  for (let value = first; value <= last; value += Number(step ?? 1)) values.push(value);
  return values;
}

function parseValue(text: string, { min, max, names = [] }: Field): number {
  const named = names.indexOf(text.toLowerCase().slice(0, 3));
  const value = named >= 0 && !/^\d/.test(text) ? named + min : Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`'${text}' is not within ${min}-${max}.`);
  return value;
}

/** Walks real time, so that a repeated hour is lived through twice and a skipped one not at all. */
function nextInstant(fields: Fields, after: Date): Date | undefined {
  let at = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
  const lastYear = after.getFullYear() + SEARCH_YEARS;
  while (at.getFullYear() <= lastYear) {
    if (!fields.months.has(at.getMonth() + 1)) at = new Date(at.getFullYear(), at.getMonth() + 1, 1);
    else if (!fields.days.has(at.getDate()) || !fields.weekdays.has(at.getDay())) {
      at = new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1);
    } else if (!fields.hours.has(at.getHours())) at = nextBoundary(at, HOUR_MS);
    else if (!fields.minutes.has(at.getMinutes())) at = nextBoundary(at, MINUTE_MS);
    else if (!fields.seconds.has(at.getSeconds())) at = new Date(at.getTime() + 1000);
    else return at;
  }
  return undefined;
}

/** The next full hour or minute of the wall clock, in real time. */
function nextBoundary(at: Date, unitMs: number): Date {
  const offsetMs = at.getTimezoneOffset() * MINUTE_MS;
  const local = at.getTime() - offsetMs;
  return new Date((Math.floor(local / unitMs) + 1) * unitMs + offsetMs);
}

/**
 * Walks the wall clock (kept in a Date's UTC fields) and turns what it finds into an instant: a time in the gap
 * becomes the one after it, and of a doubled time the first is meant.
 */
function nextWallClock(fields: Fields, after: Date): Date | undefined {
  let wall = wallClockOf(after);
  for (
    let candidate = nextMatch(fields, wall);
    candidate !== undefined;
    candidate = nextMatch(fields, wall)
  ) {
    const instant = instantOf(candidate);
    // Not later: we are in the second of two equal hours, and the first has had its run.
    if (instant > after) return instant;
    wall = candidate;
  }
  return undefined;
}

function nextMatch(fields: Fields, after: Date): Date | undefined {
  const at = new Date(after.getTime() + 1000);
  at.setUTCMilliseconds(0);
  const lastYear = after.getUTCFullYear() + SEARCH_YEARS;
  while (at.getUTCFullYear() <= lastYear) {
    if (!fields.months.has(at.getUTCMonth() + 1)) toMidnight(at).setUTCMonth(at.getUTCMonth() + 1, 1);
    else if (!fields.days.has(at.getUTCDate()) || !fields.weekdays.has(at.getUTCDay())) {
      toMidnight(at).setUTCDate(at.getUTCDate() + 1);
    } else if (!fields.hours.has(at.getUTCHours())) at.setUTCHours(at.getUTCHours() + 1, 0, 0);
    else if (!fields.minutes.has(at.getUTCMinutes())) at.setUTCMinutes(at.getUTCMinutes() + 1, 0);
    else if (!fields.seconds.has(at.getUTCSeconds())) at.setUTCSeconds(at.getUTCSeconds() + 1);
    else return at;
  }
  return undefined;
}

function toMidnight(at: Date): Date {
  at.setUTCHours(0, 0, 0);
  return at;
}

function wallClockOf(at: Date): Date {
  return new Date(
    Date.UTC(at.getFullYear(), at.getMonth(), at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()),
  );
}

function instantOf(wall: Date): Date {
  return new Date(
    wall.getUTCFullYear(),
    wall.getUTCMonth(),
    wall.getUTCDate(),
    wall.getUTCHours(),
    wall.getUTCMinutes(),
    wall.getUTCSeconds(),
  );
}
