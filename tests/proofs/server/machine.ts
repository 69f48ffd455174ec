/** A machine of the proof: the commands as its operator types them, and the server that runs on it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ROOT, systemEnvironment } from '../../../infra/local/environment.ts';
import { until } from '../../../infra/processes/time.ts';
import type { ServerSettings } from '../../../infra/server/settings-file.ts';

const PATIENCE_MS = 600_000;

export type Machine = {
  /** The folder of its settings; its data is inside. */
  home: string;
  /** The folder of the program. */
  program: string;
};
export type Outcome = { code: number; said: string };
export type Served = { machine: Machine; child: ChildProcess; lines: () => string };
export type Process = { pid: number; command: string };

/** The command of each script, for a program whose packages are borrowed: npm would install its own. */
const FILES: Record<string, string> = {
  setup: 'infra/server/setup.ts',
  serve: 'infra/server/serve.ts',
  upgrade: 'infra/server/upgrade.ts',
  backup: 'infra/operate/backup.ts',
};

function commandLine(program: string, script: string, args: readonly string[]): [string, string[]] {
  if (program !== ROOT) return [process.execPath, [join(program, FILES[script] ?? ''), ...args]];
  return ['npm', ['run', '--silent', script, '--', ...args]];
}

/** Runs `npm run SCRIPT -- ARGS` of the machine's program to its end. */
export function run(
  { program, home }: Machine,
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const [file, line] = commandLine(program, script, args);
  const options = {
    cwd: program,
    env: { ...systemEnvironment(), CLINIC_HOME: home, ...env },
    maxBuffer: 10 ** 8,
    timeout: PATIENCE_MS,
  };
  return new Promise((resolve) => {
    execFile(file, line, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: stdout + stderr }),
    );
  });
}

/** Throws with what the command said when it failed. */
export async function succeed(outcome: Promise<Outcome>): Promise<string> {
  const { code, said } = await outcome;
  if (code !== 0) throw new Error(`exit code ${code}: ${said.trim().slice(-2_000)}`);
  return said;
}

/** Everything that was started and has not ended. */
const running = new Set<Served>();

/** `npm run serve`, until it says where the clinic answers. */
export async function serve(machine: Machine): Promise<Served> {
  const [file, line] = commandLine(machine.program, 'serve', ['--home', machine.home]);
  const child = spawn(file, line, { cwd: machine.program, env: systemEnvironment() });
  let said = '';
  const server: Served = { machine, child, lines: () => said };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  running.add(server);
  child.once('exit', () => running.delete(server));
  await until('the start of the server', PATIENCE_MS, () => {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
    return said.includes('The clinic answers at');
  });
  return server;
}

/** SIGTERM to the supervisor; answers the exit code, when nothing of it is alive any more. */
export async function stop(server: Served): Promise<number | null> {
  const all = processesOf(server.machine);
  const exited = once(server.child, 'exit') as Promise<[number | null]>;
  kill(supervisorOf(server.machine), 'SIGTERM');
  const [code] = await exited;
  await gone(all);
  return code;
}

/** Kills every process of the machine at once, as a power cut does. */
export async function cutPower(server: Served): Promise<void> {
  const all = processesOf(server.machine);
  const exited = once(server.child, 'exit');
  for (const process of all) kill(process, 'SIGKILL');
  await exited;
  await gone(all);
}

/** Ends what a failed step left running. */
export async function stopAll(): Promise<void> {
  for (const server of [...running])
    if (existsSync(join(dataOf(server.machine), 'lock.json'))) await stop(server).catch(() => undefined);
}

type Lock = { holder: Process; parts: Process[] };

export const dataOf = ({ home }: Machine): string => join(home, 'data');

const lockOf = (machine: Machine): Lock =>
  JSON.parse(readFileSync(join(dataOf(machine), 'lock.json'), 'utf8')) as Lock;

export const supervisorOf = (machine: Machine): Process => lockOf(machine).holder;

/** The living processes of the server: the supervisor, its parts, and the children of those. */
export function processesOf(machine: Machine): Process[] {
  const { holder, parts } = lockOf(machine);
  const own = [holder, ...parts].filter(isAlive);
  return [...own, ...own.slice(1).flatMap(({ pid }) => childrenOf(pid))].filter(isAlive);
}

/** The part whose command line has this text. */
export function partOf(machine: Machine, text: string): Process {
  const found = processesOf(machine).find(({ command }) => command.includes(text));
  if (found === undefined) throw new Error(`No process of the server is ${text}.`);
  return found;
}

/** All descendants, as Linux lists them. */
function childrenOf(pid: number): Process[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const pids = readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return pids.flatMap((child) => [{ pid: child, command: commandOf(child) }, ...childrenOf(child)]);
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
};

/** Alive, and still the program that it was. */
export function isAlive({ pid, command }: Process): boolean {
  return pid > 1 && command !== '' && commandOf(pid) === command;
}

export function kill(target: Process, signal: NodeJS.Signals): void {
  if (isAlive(target)) process.kill(target.pid, signal);
}

const gone = (all: readonly Process[]): Promise<void> =>
  until('the end of every process', 60_000, () => !all.some(isAlive));

export const settingsOf = ({ home }: Machine): ServerSettings =>
  JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')) as ServerSettings;

/** From now on this process trusts the machine's own certificate, as a desk of the clinic does. */
export function trust({ home }: Machine): void {
  const authority = readFileSync(join(home, 'tls/authority.pem'), 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}

/** Writes an answers file as an operator does: mode 600. */
export function writeAnswers(file: string, answers: object): string {
  writeFileSync(file, JSON.stringify(answers, undefined, 2), { mode: 0o600 });
  return file;
}
