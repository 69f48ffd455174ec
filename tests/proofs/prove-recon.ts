/**
 * `npm run prove:recon -- --payments N --times T --seed S`: a fifth of Stripe's webhooks never arrives, some events never
 * come to be, answers are lost, half of the payments is converted at rates that move, and differences of every class are
 * injected. After one comparison every hidden payment must be booked, every difference have its right class, and no cent
 * of any currency be unexplained.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { App } from '../../functions/capabilities/ports.ts';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { buildIssued } from '../support/clinic-builder.ts';
import { billOf, newPatient } from './clinic.ts';
import { seeded } from './ledger/random.ts';
import { openReconClinic, type ReconClinic } from './recon/clinic.ts';
import { type Expected, injectDifferences, playHonestly } from './recon/scenario.ts';
import { classVerdicts, missingHere, sweep } from './recon/verdict.ts';

const { values } = parseArgs({
  options: { payments: { type: 'string' }, times: { type: 'string' }, seed: { type: 'string' } },
});
const payments = Number(values.payments ?? 60);
const times = Number(values.times ?? 3);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say(`${payments} payments, ${times} differences of each class, seed ${seed}`);
const proved = await withScratch(async ({ appUrl, ownerUrl }) => {
  const clinic = await openReconClinic(appUrl);
  try {
    return await prove(clinic, ownerUrl);
  } finally {
    await clinic.stop();
  }
});
process.exitCode = proved ? 0 : 1;

async function prove(clinic: ReconClinic, ownerUrl: string): Promise<boolean> {
  await loseAnswers(clinic);
  await playHonestly(clinic, seeded(seed), payments);
  // What is left of the faults would meet the proof's own calls.
  await clinic.harness.control('DELETE', '/faults');
  const expected = await injectDifferences(clinic, times);
  await changeTotals(clinic, ownerUrl, expected);
  tamper(clinic.app, expected);
  await clinic.quiet();
  // Long enough for every charge to be settled that will be, and for a slow one to be missed.
  await clinic.wait(5400);
  const hidden = await hiddenDeliveries(clinic);
  const before = await missingHere(clinic, expected);
  const found = await sweep(clinic);
  const after = await missingHere(clinic, expected);
  const again = await sweep(clinic);
  const { classes, unexplainedCents, converted } = await classVerdicts(clinic, expected);

  say(`webhooks hidden: ${hidden}; missing in our books before the comparison: ${before.length}`);
  say(`recovered: ${JSON.stringify(found)}`);
  say(`missing after it: ${after.length}${after.map((each) => `\n  ${each}`).join('')}`);
  say('class              injected  found  right');
  for (const each of classes) {
    const right = each.wrong.length === 0 ? 'yes' : 'NO';
    say(
      `${each.class.padEnd(18)} ${`${each.injected}`.padStart(8)} ${`${each.found}`.padStart(6)}  ${right}`,
    );
    for (const wrong of each.wrong) say(`    ${wrong}`);
  }
  say(`converted by Stripe: ${converted.join(', ')}`);
  say(`unexplained cents: ${unexplainedCents}`);
  const repeated = ['events', 'payments', 'refunds', 'disputes', 'payouts', 'fees'].filter(
    (kind) => again[kind],
  );
  say(`booked by a second comparison: ${repeated.length === 0 ? 'nothing' : JSON.stringify(again)}`);
  const proved =
    hidden > 0 &&
    before.length > 0 &&
    after.length === 0 &&
    unexplainedCents === 0 &&
    converted.length > 0 &&
    repeated.length === 0 &&
    classes.every((each) => each.injected > 0 && each.wrong.length === 0);
  say(proved ? 'PROVED' : `FAILED with seed ${seed}`);
  return proved;
}

/** Refunds are made, and their answers do not come. */
async function loseAnswers({ harness }: ReconClinic): Promise<void> {
  const lost = { mode: 'lose_response', method: 'POST', path: '/v1/refunds', times: 4, fraction: 0.5, seed };
  await harness.control('POST', '/faults', lost);
}

async function hiddenDeliveries({ harness }: ReconClinic): Promise<number> {
  const { deliveries } = await harness.control<{ deliveries: { state: string }[] }>('GET', '/deliveries');
  return deliveries.filter((delivery) => delivery.state === 'dropped').length;
}

/** Running totals that someone changes by hand, past the guards of the database. */
async function changeTotals(clinic: ReconClinic, ownerUrl: string, expected: Expected): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    for (let turn = 0; turn < times; turn++) {
      const patient = await newPatient(clinic.app, clinic.clerk);
      await buildIssued(clinic.app, clinic.clerk, billOf(patient, 20_00));
      await owner.query('alter table patient_balances disable trigger user');
      await owner.query(
        'update patient_balances set balance_cents = balance_cents + 1 where patient_id = $1',
        [patient],
      );
      await owner.query('alter table patient_balances enable trigger user');
      expected.set(`patient ${patient} usd`, 'total_differs');
    }
  } finally {
    await owner.end();
  }
}

/** What the emulator cannot do wrong itself: a transaction of an unheard-of kind, one that is refused, and a payout that is not its parts. */
function tamper(app: App, expected: Expected): void {
  const { balanceTransactionsSince, payoutTransactions: partsOf } = app.stripe;
  let robbed: string | undefined;
  app.stripe = {
    ...app.stripe,
    async balanceTransactionsSince(from, setAside) {
      const transactions = await balanceTransactionsSince(from, setAside);
      const [first] = transactions;
      if (!first) return transactions;
      const strange = { ...first, id: 'txn_strange', type: 'reserve_of_tomorrow', source: null };
      expected.set(strange.id, 'unexplained');
      // The database refuses one whose figures contradict each other.
      const refused = { ...strange, id: 'txn_refused', amountCents: 1_00, feeCents: 0, netCents: 2_00 };
      expected.set(refused.id, 'not_booked');
      return [...transactions, { ...strange, amountCents: -3_00, feeCents: 0, netCents: -3_00 }, refused];
    },
    async payoutTransactions(payout, setAside) {
      const parts = await partsOf(payout, setAside);
      robbed ??= payout;
      if (robbed !== payout) return parts;
      expected.set(payout, 'payout_differs');
      return parts.slice(1);
    },
  };
}
