/** `npm run start:func`: runs the same app in the official Azure Functions Core Tools, with the local services. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chosenSettings, defaultDirectory, hostEnvironment, ROOT } from '../local/environment.ts';
import { AlreadyRunning } from '../local/lock.ts';
import type { System } from '../local/run.ts';
import { loadSettings } from '../local/settings.ts';
import { describeRun } from '../local/summary.ts';
import { startSystem } from '../local/system.ts';

const INSTALL = 'npm install --global azure-functions-core-tools@4';

/** The command of Core Tools: the one installed here, else the one on the PATH. */
function findFunc(): string | undefined {
  const own = join(ROOT, 'node_modules/azure-functions-core-tools/bin/func');
  return [own, 'func'].find(
    (command) =>
      (command === 'func' || existsSync(command)) &&
      spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

async function main(): Promise<number> {
  const func = findFunc();
  if (func === undefined) {
    process.stderr.write(
      `Azure Functions Core Tools ("func") is not installed. Install it with: ${INSTALL}\n`,
    );
    return 1;
  }
  const system = await startSystem({
    directory: defaultDirectory(),
    only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'web'],
    log: (line) => process.stdout.write(`  ${line}\n`),
  });
  process.stdout.write(`\n${describeRun(system.run)}\n`);
  return runFunc(func, system);
}

/** Runs until func ends; Ctrl-C reaches func first, then the services stop. */
async function runFunc(func: string, system: System): Promise<number> {
  const { run } = system;
  const settings = loadSettings(run.directory);
  const addresses = { ...run, storage: run.storageConnection, logs: join(run.directory, 'logs') };
  const child = spawn(func, ['start', '--port', new URL(run.api).port], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...hostEnvironment(settings, addresses, chosenSettings(process.env)) },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 0)));
  await system.stop();
  return code;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const hint = error instanceof AlreadyRunning ? ' Stop it first.' : '';
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
    process.exitCode = 1;
  },
);
