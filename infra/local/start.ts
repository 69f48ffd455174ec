/** `npm start`: brings up the whole clinic on this machine, says where it is, and stops it on Ctrl-C. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDirectory } from './environment.ts';
import { watchLauncher } from './launcher.ts';
import { AlreadyRunning, readRun } from './lock.ts';
import { followLog } from './log-tail.ts';
import type { PortName, System } from './run.ts';
import { describeRun } from './summary.ts';
import { startSystem } from './system.ts';

const HELP = `npm start [-- options]
  --quiet        only the table of addresses, and errors
  --verbose      every line that a part writes
  --port-web N, --port-api N, --port-stripe N, --port-inbox N
                 where to look first for a free port
  --help         this text
`;

const { values } = parseArgs({
  options: {
    quiet: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    'port-web': { type: 'string' },
    'port-api': { type: 'string' },
    'port-stripe': { type: 'string' },
    'port-inbox': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<void> {
  if (values.help) return say(HELP);
  const stopping = new AbortController();
  let system: System | undefined;
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say('\nStopping …');
    stopping.abort(new Error('Stopped before everything was up.'));
    system
      ?.stop()
      .then(
        () => say('Stopped. The data is kept in .local; npm run reset -- --database clinic clears it.'),
        fail,
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  watchLauncher(stop);

  const began = performance.now();
  if (!values.quiet) say('Starting the clinic …');
  try {
    system = await startSystem({
      directory: defaultDirectory(),
      ports: chosenPorts(),
      signal: stopping.signal,
      log: (line) => {
        if (!values.quiet) say(`  ${line}`);
      },
      // What a part says while it starts is shown with the outcome of the start.
      output: (part, line) => {
        if (values.verbose || system !== undefined) show(part, line);
      },
    });
  } catch (error) {
    if (error instanceof AlreadyRunning) return alreadyRunning(error);
    if (isStopping) return say('Stopped.');
    return fail(error);
  }
  followLog(join(defaultDirectory(), 'logs/clinic.jsonl'), isWorthSaying, say);
  say(`\nReady after ${((performance.now() - began) / 1000).toFixed(1)} s.\n\n${describeRun(system.run)}`);
}

function chosenPorts(): Partial<Record<PortName, number>> {
  const ports: Partial<Record<PortName, number>> = {};
  for (const name of ['web', 'api', 'stripe', 'inbox'] as const) {
    const text = values[`port-${name}`];
    if (text === undefined) continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Error(`--port-${name} ${text} is no port.`);
    ports[name] = port;
  }
  return ports;
}

/** Every entry stands in the file; the terminal shows what may need someone, or all when asked. */
function isWorthSaying(level: string): boolean {
  if (values.quiet) return level === 'error' || level === 'fatal';
  return values.verbose || level !== 'info';
}

/** The host's own lines are always worth reading; what PostgreSQL and others say only when asked. */
function show(part: string, line: string): void {
  if (values.quiet) return;
  if (values.verbose || (part.startsWith('host') && !line.startsWith('{"ready"')))
    say(`${part.padEnd(9)}${line}`);
}

function alreadyRunning(error: Error): void {
  const run = readRun(defaultDirectory());
  process.stderr.write(
    `${error.message} Stop it first (Ctrl-C where it runs${run ? `, process ${run.pid}` : ''}).\n`,
  );
  if (run !== undefined) process.stderr.write(`\n${describeRun(run)}\n`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
