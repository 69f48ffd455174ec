/**
 * `npm run setup [-- --answers FILE] [--home DIR]`: makes a server of this machine. Without a terminal or with
 * `--answers` nothing is asked: answers come from the file (JSON), then from SETUP_… variables. It can be run again.
 */
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ROOT } from '../local/environment.ts';
import { AlreadyRunning, isHeld } from '../local/lock.ts';
import { type Answers, answersIn, type Problem, type RawAnswers, readAnswers } from './answers.ts';
import { forbiddenChanges } from './changes.ts';
import { type Installed, install } from './install.ts';
import { dataFolder, defaultHome } from './layout.ts';
import { probe } from './probes.ts';
import { ask } from './questions.ts';
import { report } from './report.ts';
import { loadServerSettings } from './settings-file.ts';

export type SetupOptions = { home: string; answersFile?: string | undefined; interactive: boolean };

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
  const answers = await collect(options, before?.answers);
  const data = dataFolder(home, answers);
  if (before !== undefined) refuse(forbiddenChanges(before.answers, answers));
  say('Testing the answers …');
  refuse(await probe({ home, data, answers }));
  if (isSameDisk(answers.backup_folder, data))
    say('Note: backup_folder is on the disk of the data. A broken disk would take both.');
  say('Building the program …');
  await promisify(execFile)(process.execPath, [join(ROOT, 'infra/build.ts')], { cwd: ROOT });
  say('Making the database, the storage and the settings …');
  return install(home, answers);
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
  const { values } = parseArgs({ options: { answers: { type: 'string' }, home: { type: 'string' } } });
  const home = resolve(values.home ?? process.env.CLINIC_HOME ?? defaultHome());
  const interactive = values.answers === undefined && process.stdin.isTTY === true;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  process.umask(0o077);
  say(report(home, await setUp({ home, answersFile: values.answers, interactive }, say)));
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
