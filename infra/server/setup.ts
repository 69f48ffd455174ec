/**
 * `npm run setup [-- --answers FILE] [--home DIR] [--from-backup FOLDER]`: makes a server of this machine. Without a
 * terminal or with `--answers` nothing is asked: answers come from the file (JSON), then from SETUP_… variables. It can be
 * run again. With a backup, its answers, keys and books are taken over; SETUP_RECOVERY_CODE opens it.
 */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ROOT } from '../local/environment.ts';
import { AlreadyRunning, isHeld } from '../local/lock.ts';
import { type Answers, answersIn, type Problem, type RawAnswers, readAnswers } from './answers.ts';
import { forbiddenChanges } from './changes.ts';
import { openBackup } from './from-backup.ts';
import { type Installed, install, type OpenedBackup } from './install.ts';
import { dataFolder, defaultHome } from './layout.ts';
import { probe } from './probes.ts';
import { ask, askRecoveryCode } from './questions.ts';
import { report } from './report.ts';
import { loadServerSettings, settingsPath } from './settings-file.ts';
import { makeEndpoint } from './stripe-endpoint.ts';

export type SetupOptions = {
  home: string;
  answersFile?: string | undefined;
  interactive: boolean;
  /** A backup, or the folder of all backups. */
  fromBackup?: string | undefined;
};

/** Thrown with one line for each answer that cannot be used; nothing was changed. */
export class BadAnswers extends Error {
  override name = 'BadAnswers';
  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ field, problem }) => `${field} ${problem}.`);
    super([...lines, 'Nothing was changed.'].join('\n'));
  }
}

/** Collects the answers, tests each, and installs. Throws before anything is changed when one cannot be used. */
export async function setUp(options: SetupOptions, say: (line: string) => void): Promise<Installed> {
  const { home } = options;
  const before = loadServerSettings(home);
  if (before !== undefined && isHeld(dataFolder(home, before.answers)))
    throw new AlreadyRunning('The server is running. Stop it first: systemctl stop clinic-billing.');
  const backup = await backupOf(options, before !== undefined);
  const answers = await collect(options, (before ?? backup?.settings)?.answers);
  const data = dataFolder(home, answers);
  if (before !== undefined) refuse(forbiddenChanges(before.answers, answers));
  say('Testing the answers …');
  refuse(await probe({ home, data, answers }));
  if (isSameDisk(answers.backup_folder, data))
    say('Note: backup_folder is on the disk of the data. A broken disk would take both.');
  say('Building the program …');
  await promisify(execFile)(process.execPath, [join(ROOT, 'infra/build.ts')], { cwd: ROOT });
  say('Making the database, the storage and the settings …');
  const made = await makeEndpoint(answers);
  try {
    const installed = await install(home, made.answers, backup);
    return { ...installed, done: [...installed.done, ...made.done] };
  } catch (error) {
    await made.takeBack().catch(() => undefined);
    throw error;
  }
}

async function backupOf(
  { home, fromBackup, interactive }: SetupOptions,
  isSetUp: boolean,
): Promise<OpenedBackup | undefined> {
  if (fromBackup === undefined) return undefined;
  if (isSetUp)
    throw new Error(`${settingsPath(home)} exists: a backup makes a new server. Name another --home.`);
  const code = process.env.SETUP_RECOVERY_CODE || (interactive ? await askRecoveryCode() : '');
  if (code === '') throw new Error('Set SETUP_RECOVERY_CODE to the recovery code of the first setup.');
  return openBackup(resolve(fromBackup), code);
}

async function collect(
  { answersFile, interactive }: SetupOptions,
  before: Answers | undefined,
): Promise<Answers> {
  const given: RawAnswers = {
    ...before,
    ...(answersFile ? readFile(answersFile) : {}),
    ...answersIn(process.env),
  };
  const raw = interactive ? await ask(given) : given;
  const { answers, problems } = readAnswers(raw);
  if (answers === undefined) throw new BadAnswers(problems);
  return answers;
}

function readFile(file: string): RawAnswers {
  const { mode } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (mode === undefined) throw new Error(`${file} does not exist.`);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(`${file} holds keys and can be read by others. Run: chmod 600 ${file}`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RawAnswers;
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${(error as Error).message}`);
  }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BadAnswers(problems);
}

function isSameDisk(folder: string | undefined, data: string): boolean {
  const deviceOf = (path: string): number | undefined => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.dev ?? (resolve(path, '..') === path ? undefined : deviceOf(resolve(path, '..')));
  };
  return folder !== undefined && deviceOf(folder) === deviceOf(data);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      answers: { type: 'string' },
      home: { type: 'string' },
      'from-backup': { type: 'string' },
    },
  });
  const home = resolve(values.home ?? process.env.CLINIC_HOME ?? defaultHome());
  const interactive = values.answers === undefined && process.stdin.isTTY === true;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  process.umask(0o077);
  const options = { home, answersFile: values.answers, interactive, fromBackup: values['from-backup'] };
  say(report(home, await setUp(options, say)));
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
