/**
 * `npm run prove:crash -- --rounds N --seed S`: clinics work while processes die at named points and blindly, and
 * webhooks are dropped, doubled, delayed and shuffled; after recovery the books must be Stripe's truth to the cent.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emulatorControl, WEBHOOK_FAULTS } from '../../infra/local/emulator-control.ts';
import type { System } from '../../infra/local/system.ts';
import { until } from '../../infra/processes/time.ts';
import { type Desk, openDesk } from './crash/clinic.ts';
import { judge } from './crash/judge.ts';
import { type Dice, dice, PARTS, POINTS, type Point } from './crash/points.ts';
import { runProof } from './crash/proof.ts';
import type { Check } from './crash/verdict.ts';

const CRASH_FILE = 'crash-at';
const NEEDS_WEBHOOKS = /^(stripe\.refund|events\.)/;
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? POINTS.length * 2);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));

process.exitCode = await runProof({
  name: 'prove:crash',
  rounds,
  seed,
  options: (directory) => ({ chosen: { CRASH_FILE: join(directory, CRASH_FILE) } }),
  play,
});

async function play(running: System, say: (line: string) => void): Promise<Check[]> {
  const crashFile = join(running.run.directory, CRASH_FILE);
  const throws = dice(seed);
  const desk = await openDesk(running.run);
  const stripe = emulatorControl(running.run);
  const kills: string[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each point in turn, so that a run of some length hits them all.
    const point = POINTS[round % POINTS.length] ?? POINTS[0];
    // A refund needs its payment booked first, and the points of events are passed by webhooks alone: there they come, and
    // only how often is left to the dice.
    const webhookFault = throws.pick(
      NEEDS_WEBHOOKS.test(point) ? (['none', 'double'] as const) : WEBHOOK_FAULTS,
    );
    await stripe.disturbWebhooks(webhookFault, throws.whole(1000));
    writeFileSync(crashFile, point);
    const work = playRound(desk, stripe, throws, { key: `${seed}-${round}`, point });
    // It is awaited below; until then a failure of it is no unhandled one.
    work.catch(() => undefined);
    if (round % 3 === 2) {
      const part = throws.pick(PARTS);
      await running.kill(part, 'SIGKILL');
      await running.alive(part);
      kills.push(part);
    }
    await work;
    // Queues and timers reach their points a little later; whether they did is counted at the end.
    await until('the crash', 30_000, () => !existsSync(crashFile)).catch(() => undefined);
    await stripe.restoreWebhooks(throws.whole(1000));
    say(
      `round ${round + 1}: ${point}, webhooks ${webhookFault}${round % 3 === 2 ? `, killed ${kills.at(-1)}` : ''}`,
    );
  }
  rmSync(crashFile, { force: true });
  const checks = await judge(running, stripe);
  const missed = missedPoints(crashFile, kills, say);
  // A point that no one passed says nothing about the product: without a broken promise the proof is played again.
  if (missed.length > 0 && checks.every(({ wrong }) => wrong.length === 0)) {
    throw new Error(`These points were not met: ${missed.join(', ')}`);
  }
  return checks;
}

/** One patient is billed: paid whole or in part, declined first, refunded, or cancelled. */
async function playRound(
  desk: Desk,
  stripe: ReturnType<typeof emulatorControl>,
  throws: Dice,
  { key, point }: { key: string; point: Point },
): Promise<void> {
  const scenario = scenarioFor(point, throws);
  const cents = 10_000 + throws.whole(5_000);
  const { id: patientId } = await desk.patient(key);
  const { id } = await desk.draft(key, patientId, cents);
  await desk.issue(key, id);
  if (scenario === 'cancel') {
    await desk.cancel(key, id);
    return;
  }
  if (scenario === 'parts') {
    const part = await desk.page(`${key}-part`, id, 4_000);
    await stripe.pay(part.stripe_checkout_session_id, '4242424242424242');
    return;
  }
  const page = await desk.page(key, id);
  if (scenario === 'declined') await stripe.pay(page.stripe_checkout_session_id, '4000000000000002');
  await stripe.pay(page.stripe_checkout_session_id, '4242424242424242');
  if (scenario === 'refund') await desk.refund(key, id, 2_500);
}

/** A scenario that passes the point. */
function scenarioFor(point: Point, throws: Dice) {
  if (point.startsWith('stripe.refund')) return 'refund';
  if (point.startsWith('stripe.closeCheckout')) return throws.pick(['parts', 'cancel'] as const);
  return throws.pick(['whole', 'parts', 'declined', 'cancel'] as const);
}

/** The points that no process died at. */
function missedPoints(crashFile: string, kills: string[], say: (line: string) => void): string[] {
  const file = `${crashFile}.hits`;
  const hits = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const all = Math.min(rounds, POINTS.length);
  say(`\nPoints met: ${new Set(hits).size} of ${all}, crashes: ${hits.length}; blind kills: ${kills.length}`);
  return POINTS.slice(0, rounds).filter((point) => !hits.includes(point));
}
