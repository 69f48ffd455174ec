/** The nightly backup into the clinic's folder: at its hour, in its time zone, with what is kept of earlier ones. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST } from '../../functions/edges/postgres/dump.ts';
import { rotatingFile } from '../../functions/edges/rotating-file.ts';
import { ROOT, systemEnvironment } from '../local/environment.ts';
import { backupName } from '../operate/backup/place.ts';
import type { ServerSettings } from './settings-file.ts';

const LOOK_EVERY_MS = 60_000;
/** However old they are. */
const ALWAYS_KEPT = 3;
const DAY_MS = 86_400_000;

export type Nightly = { home: string; settings: ServerSettings; data: string; say: (line: string) => void };

/** Looks each minute whether a backup is due. A server that was off at the hour makes it when it is back. */
export function nightlyBackups(options: Nightly): { start(): void; stop(): Promise<void> } {
  const { answers } = options.settings;
  const folder = answers.backup_folder;
  let timer: NodeJS.Timeout | undefined;
  let running: ChildProcess | undefined;
  let triedOn = '';
  const look = async (): Promise<void> => {
    if (folder === undefined || running !== undefined) return;
    const now = new Date();
    const newest = backupsIn(folder).at(-1);
    const today = clinicDay(now, answers.time_zone).day;
    if (triedOn === today || !isDue(now, newest, { zone: answers.time_zone, hour: answers.backup_hour }))
      return;
    triedOn = today;
    const target = join(folder, backupName(now));
    const code = await runBackup(options, target, (child) => {
      running = child;
    });
    running = undefined;
    if (code === 0) removeOld(folder, answers.backup_days, now);
    options.say(
      code === 0
        ? `Backup made and verified: ${target}`
        : `The backup failed: see ${join(options.data, 'logs/backup.log')}`,
    );
  };
  return {
    start: () => {
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      const child = running;
      if (child === undefined) return;
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** Runs the backup tool with the server's settings; answers its exit code. */
export function runBackup(
  { home, settings, data }: Pick<Nightly, 'home' | 'settings' | 'data'>,
  target: string,
  started: (child: ChildProcess) => void = () => undefined,
): Promise<number> {
  const { log_megabytes: megabytes, log_days: days } = settings.answers;
  const log = rotatingFile(join(data, 'logs', 'backup.log'), { megabytes, days });
  // Made here, it would hide that its disk is not mounted, and fill the system's.
  if (!existsSync(dirname(target))) {
    log.write(`${dirname(target)} does not exist. Mount its disk, or make the folder.`);
    return Promise.resolve(1);
  }
  const child = spawn(process.execPath, [join(ROOT, 'infra/operate/backup.ts'), target], {
    cwd: ROOT,
    env: { ...systemEnvironment(), ...settings.Values, CLINIC_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n').filter(Boolean)) log.write(line);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether the newest backup is from before the last time that it was the hour in the clinic's zone. */
export function isDue(now: Date, newest: string | undefined, at: { zone: string; hour: number }): boolean {
  const clinic = clinicDay(now, at.zone);
  const due = clinic.hour >= at.hour ? clinic.day : clinicDay(new Date(now.getTime() - DAY_MS), at.zone).day;
  if (newest === undefined) return clinic.hour >= at.hour;
  const made = clinicDay(momentOf(newest), at.zone);
  return made.day < due || (made.day === due && made.hour < at.hour);
}

/** Removes whole backups older than that many days, but never the newest three. */
export function removeOld(folder: string, days: number, now: Date): string[] {
  const old = backupsIn(folder)
    .slice(0, -ALWAYS_KEPT)
    .filter((name) => momentOf(name).getTime() < now.getTime() - days * DAY_MS);
  for (const name of old) rmSync(join(folder, name), { recursive: true });
  return old;
}

/** The whole backups of a folder, the oldest first. */
function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{8}T\d{6}Z$/.test(name) && existsSync(join(folder, name, MANIFEST)))
    .sort();
}

function momentOf(name: string): Date {
  return new Date(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function clinicDay(at: Date, timeZone: string): { day: string; hour: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, hour: Number(of('hour')) };
}
