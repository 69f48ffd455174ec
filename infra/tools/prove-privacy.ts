/**
 * `npm run prove:privacy`: plants a word of its own in every field about a patient, plays a clinic's day with everything
 * that goes wrong in one, and then looks for the words in Stripe, mail, SMS, logs, queues, blobs and the database. A word
 * outside its place is a leak; a word that is not where it must be shows that the search was blind.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../functions/app.ts';
import { readConfig } from '../../functions/config.ts';
import { hostEnvironment } from '../local/environment.ts';
import { loadSettings } from '../local/settings.ts';
import { startSystem } from '../local/system.ts';
import { browse } from './privacy/browser.ts';
import { compare, plant, type Report } from './privacy/canaries.ts';
import { playEverything } from './privacy/flows.ts';
import { lookEverywhere } from './privacy/look.ts';

/** Starts a system of its own, plays and looks; leaves nothing behind. */
async function prove(say: (line: string) => void): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'clinic-privacy-'));
  const system = await startSystem({
    directory,
    ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
    demo: false,
    chosen: {},
    log: say,
  });
  const { run } = system;
  const addresses = { ...run, storage: run.storageConnection, logs: join(directory, 'logs') };
  const environment = hostEnvironment(loadSettings(directory), addresses, {});
  const app = createApp(readConfig({ ...environment, LOG_FILE: join(directory, 'logs', 'prove.jsonl') }));
  try {
    const { words, canaries } = plant();
    await playEverything(run, app, words);
    const { seen, tokens } = await browse(run, words);
    if (readdirSync(join(directory, 'logs')).length === 0) throw new Error('The system writes no logs here.');
    return compare([...canaries, ...tokens], [...(await lookEverywhere(run)), ...seen]);
  } finally {
    await app.close();
    await system.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { leaks, blind, looked } = await prove(() => undefined);
  for (const [place, count] of Object.entries(looked)) say(`${place}: ${count} texts read`);
  for (const leak of leaks) say(`LEAK  ${leak}`);
  for (const each of blind) say(`BLIND  ${each}`);
  say(leaks.length + blind.length === 0 ? 'No word was seen outside its place.' : 'The proof failed.');
  process.exitCode = leaks.length + blind.length === 0 ? 0 : 1;
}
