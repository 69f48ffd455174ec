/** A log file with a bound on its size and on the age of what is kept. */
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const DAY_MS = 86_400_000;
/** Of each log; with the size of a file this bounds the whole. */
export const MOST_FILES = 10;

export type RotationLimits = { megabytes: number; days: number };
/** `write` takes one line, or several without the last line end. */
export type RotatingFile = { write(lines: string): void };

/**
 * Appends lines. A file that has reached the size, or was begun on an earlier day, is renamed with its time; older
 * files are removed by age and by number. `now` is the clock. A full disk loses lines, never the server. Several
 * processes may write one file: each opens it anew, so that none goes on in a file that another has renamed.
 */
export function rotatingFile(
  file: string,
  { megabytes, days }: RotationLimits,
  now: () => Date = () => new Date(),
): RotatingFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let { day, inode } = stateOf(file, now());
  return {
    write(lines) {
      const bytes = Buffer.byteLength(lines) + 1;
      const at = now();
      try {
        const found = statSync(file, { throwIfNoEntry: false });
        const size = found?.size ?? 0;
        // Another process has begun a new file.
        if (found?.ino !== inode) day = dayOf(at);
        if (size > 0 && (size + bytes > megabytes * 1024 ** 2 || day !== dayOf(at))) {
          renameSync(file, `${file}.${stamp(at)}-${process.pid}`);
          removeOld(file, days, at);
        }
        appendFileSync(file, `${lines}\n`, { mode: 0o600 });
        inode = statSync(file).ino;
        day = dayOf(at);
      } catch (error) {
        process.stderr.write(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).\n`);
      }
    },
  };
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const stamp = (at: Date): string => at.toISOString().replace(/[-:.]/g, '');

function stateOf(file: string, now: Date): { day: string; inode: number | undefined } {
  const found = statSync(file, { throwIfNoEntry: false });
  return { day: dayOf(found?.mtime ?? now), inode: found?.ino };
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
