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
import { hostEnvironment } from '../../infra/local/environment.ts';
import { loadSettings } from '../../infra/local/settings.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { browse } from './privacy/browser.ts';
import * as mishaps from './privacy/failures.ts';
import * as flows from './privacy/flows.ts';
import { compare, type Marker, plant, type Report, type Seen } from './privacy/markers.ts';
import * as records from './privacy/record-flows.ts';
import { lookEverywhere } from './privacy/search.ts';
import { ADMIN, CLERK, type Clinic, staff } from './privacy/staff-flows.ts';

/** Starts a system of its own, plays and looks; leaves nothing behind. */
async function prove(say: (line: string) => void): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'clinic-privacy-'));
  const system = await startSystem({
    directory,
    ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
    demo: false,
    chosen: {},
    log: () => undefined,
  });
  const { run } = system;
  const addresses = { ...run, storage: run.storageConnection, logs: join(directory, 'logs') };
  const environment = hostEnvironment(loadSettings(directory), addresses, {});
  let at: Date | undefined;
  const app = createApp(readConfig({ ...environment, LOG_FILE: join(directory, 'logs', 'prove.jsonl') }), {
    now: () => at ?? new Date(),
  });
  try {
    const { words, markers } = plant();
    const secrets: Marker[] = [];
    const clinic: Clinic = {
      run,
      app,
      words,
      secrets,
      setClock: (now) => {
        at = now;
      },
      stripe: (path, form) =>
        askStripe(`${run.stripe}/v1/${path}`, environment.STRIPE_SECRET_KEY ?? '', form),
    };
    const { seen, tokens } = await playEverything(system, clinic, say);
    if (readdirSync(join(directory, 'logs')).length === 0) throw new Error('The system writes no logs here.');
    say('looking');
    return compare(
      [...markers, ...secrets, ...tokens],
      [...(await lookEverywhere(run, [ADMIN, CLERK, words.staffEmail])), ...seen],
    );
  } finally {
    await app.close();
    await system.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function playEverything(system: System, clinic: Clinic, say: (line: string) => void) {
  const step = async <T>(name: string, play: () => Promise<T>): Promise<T> => {
    say(name);
    return play().catch((error: unknown) => {
      throw new Error(`${name}: ${String(error)}`, { cause: error });
    });
  };
  const people = await step('staff', () => staff(clinic));
  const id = await step('a patient', () => flows.patient(clinic, people));
  await step('paid, refunded, disputed', () => flows.paidAndRefunded(clinic, people, id));
  await step('at the desk', () => flows.desk(clinic, people, id));
  await step('late', () => records.late(clinic, people, id));
  await step('compared with Stripe', () => records.reconciled(clinic, people));
  await step('archived and restored', () => records.archived(clinic, people, id));
  await step('bad input', () => mishaps.badInput(clinic, people));
  await step('mail and SMS refuse', () => mishaps.unsent(clinic, people, id));
  await step('Stripe in trouble', () => mishaps.stripeTrouble(clinic, people, id));
  await step('a dead letter', () => mishaps.poisoned(clinic, people));
  const browsed = await step('in a browser', () => browse(clinic.run, clinic.words));
  const sent = await step('parts away and a crash', () => mishaps.outages(system, clinic, people, id));
  if (!sent.some(({ where }) => where === 'POST /v1/checkout/sessions'))
    throw new Error('What Stripe was sent was not seen.');
  const gone = await step('erased', () => records.erased(clinic, people));
  const taken = await step('exported and backed up', () => records.takenAway(clinic, people, id));
  const seen: Seen[] = [...browsed.seen, ...sent, ...gone, ...taken];
  return { seen, tokens: browsed.tokens };
}

async function askStripe<T>(url: string, key: string, form: Record<string, string>): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams(form),
  });
  if (!answer.ok) throw new Error(`Stripe answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

if (import.meta.main) {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { leaks, blind, looked } = await prove(say);
  for (const [place, count] of Object.entries(looked)) say(`${place}: ${count} texts read`);
  for (const leak of leaks) say(`LEAK  ${leak}`);
  for (const each of blind) say(`BLIND  ${each}`);
  say(leaks.length + blind.length === 0 ? 'No word was seen outside its place.' : 'The proof failed.');
  process.exitCode = leaks.length + blind.length === 0 ? 0 : 1;
}
