/** Which backups are kept: each of the last days, one for each of the last weeks, one for each of the last months. */

export type Rotation = { days: number; weeks: number; months: number };
export const ROTATION: Rotation = { days: 7, weeks: 5, months: 12 };

const DAY = 86_400_000;

/** The backups that may go, of all that there are, by when they were made. The newest always stays. */
export function outdated(madeAt: readonly Date[], rotation: Rotation): Date[] {
  const newestFirst = [...madeAt].sort((a, b) => b.getTime() - a.getTime());
  const kept = new Set<Date>([
    ...newestOfEach(newestFirst, (date) => date.toISOString().slice(0, 10), rotation.days),
    ...newestOfEach(
      newestFirst,
      (date) => String(Math.floor((date.getTime() / DAY + 3) / 7)),
      rotation.weeks,
    ),
    ...newestOfEach(newestFirst, (date) => date.toISOString().slice(0, 7), rotation.months),
    ...newestFirst.slice(0, 1),
  ]);
  return newestFirst.filter((date) => !kept.has(date));
}

function newestOfEach(newestFirst: readonly Date[], span: (date: Date) => string, count: number): Date[] {
  const first = new Map<string, Date>();
  for (const date of newestFirst) if (!first.has(span(date))) first.set(span(date), date);
  return [...first.values()].slice(0, count);
}
