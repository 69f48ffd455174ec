/** `npm run demo`: plays one invoice from draft to payment, and says what happened at each step. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playScenario } from './demo-invoices.ts';
import { defaultDirectory } from './environment.ts';
import { isHeld, readRun } from './lock.ts';
import type { Run } from './run.ts';
import { startSystem } from './system.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Uses the system that runs in this folder, or brings one up in a folder of its own and takes it down again. */
async function main(): Promise<void> {
  const running = isHeld(defaultDirectory()) ? readRun(defaultDirectory()) : undefined;
  if (running !== undefined) return play(running);

  const directory = await mkdtemp(join(tmpdir(), 'clinic-demo-'));
  const stopping = new AbortController();
  process.on('SIGINT', () => stopping.abort(new Error('Stopped.')));
  try {
    say('No system is running here; one is started for the demo.');
    const system = await startSystem({
      directory,
      ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
      log: (line) => say(`  ${line}`),
      signal: stopping.signal,
    });
    try {
      await play(system.run);
    } finally {
      await system.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function play(run: Run): Promise<void> {
  const began = performance.now();
  await playScenario(run, say);
  say(`\nIt took ${((performance.now() - began) / 1000).toFixed(1)} s.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
