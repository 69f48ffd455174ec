/** A log file with a bound on its size and on the age of what is kept. */
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const DAY_MS = 86_400_000;
/** Of each log; with the size of a file this bounds the whole. */
export const MOST_FILES = 10;

export type RotationLimits = { megabytes: number; days: number };
export type RotatingFile = { write(line: string): void };

/**
 * Appends lines. A file that has reached the size, or was begun on an earlier day, is renamed with its time; older
 * files are removed by age and by number. `now` is the clock. A full disk loses lines, never the server.
 */
export function rotatingFile(
  file: string,
  { megabytes, days }: RotationLimits,
  now: () => Date = () => new Date(),
): RotatingFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let { size, day } = stateOf(file, now());
  return {
    write(line) {
      const bytes = Buffer.byteLength(line) + 1;
      const at = now();
      try {
        if (size > 0 && (size + bytes > megabytes * 1024 ** 2 || day !== dayOf(at))) {
          renameSync(file, `${file}.${stamp(at)}`);
          size = 0;
          removeOld(file, days, at);
        }
        appendFileSync(file, `${line}\n`, { mode: 0o600 });
        size += bytes;
        day = dayOf(at);
      } catch (error) {
        process.stderr.write(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).\n`);
      }
    },
  };
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const stamp = (at: Date): string => at.toISOString().replace(/[-:.]/g, '');

function stateOf(file: string, now: Date): { size: number; day: string } {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? { size: 0, day: dayOf(now) } : { size: found.size, day: dayOf(found.mtime) };
}

function removeOld(file: string, days: number, now: Date): void {
  const folder = dirname(file);
  const rotated = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}.`))
    .sort();
  for (const [index, name] of rotated.entries()) {
    const { mtimeMs } = statSync(join(folder, name));
    const isSurplus = index < rotated.length - (MOST_FILES - 1);
    if (isSurplus || mtimeMs < now.getTime() - days * DAY_MS) rmSync(join(folder, name));
  }
}
