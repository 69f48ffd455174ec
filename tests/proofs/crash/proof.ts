/**
 * How a proof runs a whole clinic: a broken promise is the product's and is shown with its evidence; what the proof
 * itself could not do (a connection refused, a wait that ended) says nothing about the product and is tried again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused } from '../../../infra/local/api-client.ts';
import type { SystemOptions } from '../../../infra/local/run.ts';
import { type System, startSystem } from '../../../infra/local/system.ts';
import { keepEvidence } from './evidence.ts';
import type { Check } from './verdict.ts';

/** Exit codes of a proof. */
export const PROVED = 0;
export const PROMISE_BROKEN = 1;
export const NOT_JUDGED = 2;

const ATTEMPTS = 3;
/** Parts are killed on purpose here, many of them right after their start. */
const RESTARTS_PER_MINUTE = 1000;

export type Proof = {
  /** The command, for example `prove:crash`. */
  name: string;
  rounds: number;
  seed: number;
  /** What is special about the clinic that is started in the folder. */
  options(directory: string): Pick<SystemOptions, 'hostCount' | 'chosen'>;
  /** Works the clinic and answers what was judged. */
  play(system: System, say: (line: string) => void): Promise<Check[]>;
};

/** Where the proof runs; tests give their own. */
export type Place = {
  start(options: SystemOptions): Promise<System>;
  write(line: string): void;
  /** The folder that keeps the evidence of broken promises. */
  evidence: string;
};

const HERE: Place = {
  start: startSystem,
  write: (line) => void process.stdout.write(`${line}\n`),
  evidence: join('.cache', 'evidence'),
};

type Outcome = { checks: Check[]; evidence: string | undefined };

/** Plays the proof, again where the proof itself failed; answers its exit code. The last line says what came out. */
export async function runProof(proof: Proof, place: Place = HERE): Promise<number> {
  const { name, rounds, seed } = proof;
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
    place.write(line);
  };
  const replay = `npm run ${name} -- --rounds ${rounds} --seed ${seed}`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    say(`${rounds} rounds with seed ${seed}`);
    try {
      const { checks, evidence } = await playOnce(proof, place, say, said);
      const broken = checks.filter(({ wrong }) => wrong.length > 0);
      for (const { what } of checks.filter((check) => !broken.includes(check))) say(`holds   ${what}`);
      if (broken.length === 0) {
        say(`\nProven with seed ${seed}.`);
        return PROVED;
      }
      say(`\nReplay: ${replay}\nEvidence: ${evidence}`);
      for (const { what, wrong } of broken) say(`BROKEN  ${what}: ${wrong.slice(0, 5).join('; ')}`);
      return PROMISE_BROKEN;
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say(`\nNOT JUDGED, attempt ${attempt} of ${ATTEMPTS}: the proof itself failed. ${reason}`);
    }
  }
  say(`NOT JUDGED with seed ${seed}: the proof itself failed ${ATTEMPTS} times. Replay: ${replay}`);
  return NOT_JUDGED;
}

async function playOnce(
  proof: Proof,
  place: Place,
  say: (line: string) => void,
  said: string[],
): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), `clinic-${proof.name.replace(':', '-')}-`));
  let system: System | undefined;
  try {
    system = await place.start({
      directory,
      ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
      only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'],
      demo: false,
      restartsPerMinute: RESTARTS_PER_MINUTE,
      ...proof.options(directory),
      log: (line) => say(`  ${line}`),
    });
    const checks = await proof.play(system, say).catch(refusedCall);
    const broken = checks.some(({ wrong }) => wrong.length > 0);
    const evidence = broken
      ? await keepEvidence(evidenceOf(proof, place), system.run, checks, said)
      : undefined;
    return { checks, evidence };
  } finally {
    await system?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const evidenceOf = ({ name, seed }: Proof, { evidence }: Place): string =>
  join(evidence, `${name.replace(':', '-')}-${seed}`);

/** A call of the clinic's own work that the API refused for good is the product's; everything else is the proof's. */
function refusedCall(error: unknown): Check[] {
  if (error instanceof Refused && error.status < 500) {
    return [{ what: 'the work of the clinic is never refused', wrong: [error.message] }];
  }
  throw error;
}
