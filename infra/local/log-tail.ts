/** Follows the app's JSON log and says each line readably: the terminal's view of the file. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_EVERY_MS = 250;

export type Tail = { stop(): void };

/** Says what is added to the file from now on; `wanted` decides by level which lines are worth it. */
export function followLog(
  file: string,
  wanted: (level: string) => boolean,
  say: (line: string) => void,
): Tail {
  let position = existsSync(file) ? statSync(file).size : 0;
  let rest = '';
  const decoder = new StringDecoder('utf8');
  const timer = setInterval(() => {
    const added = readFrom(file, position);
    position += added.length;
    // The decoder keeps a character that is cut in two until its other half is there.
    const lines = (rest + decoder.write(added)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const entry = parse(line);
      if (entry !== undefined && wanted(entry.level)) say(readable(entry));
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

type Entry = { level: string; time: string; event: string } & Record<string, unknown>;

/** One log entry as a line: time, level, event, then the facts. */
export function readable({ level, time, event, ...facts }: Entry): string {
  const fields = Object.entries(facts).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [time.slice(11, 19), level.padEnd(5), event, ...fields].join(' ');
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    return { ...entry, level: entry.level ?? 'info', time: entry.time ?? '', event: entry.event ?? '' };
  } catch {
    return undefined;
  }
}

function readFrom(file: string, position: number): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const size = statSync(file).size;
  if (size <= position) return Buffer.alloc(0);
  const buffer = Buffer.alloc(size - position);
  const handle = openSync(file, 'r');
  try {
    return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, position));
  } finally {
    closeSync(handle);
  }
}
