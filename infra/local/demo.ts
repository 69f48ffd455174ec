/**
 * `npm run demo`: plays one invoice from draft to payment, and says what happened at each step.
 * `npm run demo -- --clinic NAME [--output DIR]`: sets up a clinic of that country and writes all its documents as PDF.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseClinic } from './clinics/choice.ts';
import type { DemoClinic } from './clinics/clinic.ts';
import { playClinic, tableOf } from './clinics/play.ts';
import { playScenario } from './demo-invoices.ts';
import { defaultDirectory } from './environment.ts';
import { isHeld, readRun } from './lock.ts';
import type { Run, SystemOptions } from './run.ts';
import { loadSettings } from './settings.ts';
import { startSystem } from './system.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Plays what the arguments name. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { clinic: { type: 'string' }, output: { type: 'string' } } });
  if (values.clinic !== undefined) return showClinic(chooseClinic(values.clinic), values.output);
  if (values.output !== undefined) throw new Error('--output is for the documents of --clinic.');
  const running = isHeld(defaultDirectory()) ? readRun(defaultDirectory()) : undefined;
  if (running !== undefined) return play(running);
  say('No system is running here; one is started for the demo.');
  await withSystem({}, play);
}

/** Brings a system up in a folder of its own, and takes it down again. */
async function withSystem(options: Partial<SystemOptions>, use: (run: Run) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'clinic-demo-'));
  const stopping = new AbortController();
  process.on('SIGINT', () => stopping.abort(new Error('Stopped.')));
  try {
    const system = await startSystem({
      directory,
      ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
      log: (line) => say(`  ${line}`),
      signal: stopping.signal,
      ...options,
    });
    try {
      await use(system.run);
    } finally {
      await system.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Plays a clinic on a fresh system; its documents stay in the folder. Throws when one of them differs from the API. */
async function showClinic(clinic: DemoClinic, output: string | undefined): Promise<void> {
  const folder = output === undefined ? await mkdtemp(join(tmpdir(), 'clinic-documents-')) : resolve(output);
  say(`A fresh system is started for ${clinic.settings.CLINIC_NAME}.`);
  const only = ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'] as const;
  await withSystem({ only, demo: false, chosen: clinic.settings }, async (run) => {
    const { api, setupCode, directory } = run;
    const { staff } = loadSettings(directory);
    const played = await playClinic({ api, setupCode, staff }, clinic, folder);
    for (const line of tableOf(played)) say(line);
    for (const difference of played.differences) say(`WRONG: ${difference}`);
    say(`\n${played.documents.length} documents in ${folder}`);
    if (played.differences.length > 0) throw new Error('A document differs from the API.');
    say('Every amount in them is the API’s.');
  });
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
