/**
 * `npm run prove:restore -- --rounds N --seed S --operations K`: a clinic is backed up at a random moment, works on, is
 * restored and recovered, and its pending approvals are repeated. Nothing may be done twice, nothing may be lost.
 */
import { parseArgs } from 'node:util';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { freshDatabase } from './restore-drill/database.ts';
import { runDrill } from './restore-drill/drill.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, operations: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 5);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const operations = Number(values.operations ?? 25);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let [faults, pending] = [0, 0];
for (let round = 0; round < rounds; round++) {
  const result = await withScratch(async (live) => {
    const restored = await freshDatabase(live);
    return runDrill({ live, restored }, { seed: seed + round, operations });
  });
  faults += result.faults.length;
  pending += result.pending;
  say(
    `seed ${seed + round}: ${result.pending} pending approvals, recovered ${JSON.stringify(result.recovered)}`,
  );
  for (const fault of result.faults) say(`  ✗ ${fault}`);
}
const proved = faults === 0 && pending > 0;
say(proved ? 'PROVED' : `FAILED with seed ${seed}: ${faults} faults, ${pending} pending approvals`);
process.exitCode = proved ? 0 : 1;
