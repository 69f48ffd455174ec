/** Starts a whole clinic for each worker of the browser tests, in a folder of its own and on free ports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FullConfig } from '@playwright/test';
import type { Run } from '../../infra/local/run.ts';

/** Carries the addresses of all clinics from the set-up to the workers. */
const VARIABLE = 'CLINIC_TEST_RUNS';

/** Playwright's global set-up; answers the tear-down. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export.
export default async function setup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const clinics: Clinic[] = [];
  const stopAll = async () => {
    await Promise.all(clinics.map(({ stop }) => stop()));
  };
  try {
    // One after the other: a port that one has chosen but not taken yet looks free to the next.
    while (clinics.length < workers) clinics.push(await startClinic());
  } catch (error) {
    await stopAll();
    throw error;
  }
  process.env[VARIABLE] = JSON.stringify(clinics.map(({ run }) => run));
  return stopAll;
}

type Clinic = { run: Run; stop: () => Promise<void> };

async function startClinic(): Promise<Clinic> {
  // Loaded here only: the workers read the addresses and need nothing else of it.
  const { startSystem } = await import('../../infra/local/system.ts');
  const directory = await mkdtemp(join(tmpdir(), 'clinic-portal-'));
  const lines: string[] = [];
  const system = await startSystem({
    directory,
    ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
    log: (line) => lines.push(line),
    chosen: {},
  }).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`The clinic did not start: ${String(error)}\n${lines.join('\n')}`);
  });
  const stop = async () => {
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { run: system.run, stop };
}

/** Where the clinic of this worker is, with its demo sign-ins; undefined outside a run. */
export function portal(): Run | undefined {
  const runs = JSON.parse(process.env[VARIABLE] ?? '[]') as Run[];
  return runs[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
}
