/** Starts one whole clinic for the browser tests, in a folder of its own and on free ports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../../infra/local/run.ts';

/** Carries the addresses from the set-up to the workers. */
const VARIABLE = 'CLINIC_TEST_RUN';

/** Playwright's global set-up; answers the tear-down. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export.
export default async function setup(): Promise<() => Promise<void>> {
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
  process.env[VARIABLE] = JSON.stringify(system.run);
  return async () => {
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/** Where the clinic of this run is, with its demo sign-ins; undefined outside a run. */
export function portal(): Run | undefined {
  const text = process.env[VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as Run);
}
