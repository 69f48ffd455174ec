/**
 * `npm run prove:background -- --rounds N --seed S`: two hosts share one database and one storage account, and clinics
 * work at both while either is killed or stopped, storage is killed and wiped, and mail and texts refuse, break off and
 * hang; afterwards everything was done once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { isStale } from '../../functions/domain/schedule.ts';
import { emulatorControl } from '../../infra/local/emulator-control.ts';
import type { Run, System } from '../../infra/local/system.ts';
import { HOST_FAULTS, hurtHosts, hurtOutside, OUTSIDE_FAULTS, whoHasTimers } from './background/faults.ts';
import { type Desk, openDesk, sitDown } from './crash/clinic.ts';
import { judge } from './crash/judge.ts';
import { dice } from './crash/points.ts';
import { runProof } from './crash/proof.ts';
import type { Check } from './crash/verdict.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? HOST_FAULTS.length * OUTSIDE_FAULTS.length);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const HOSTS = 2;
const CONNECTIONS_PER_HOST = 4;
const PATIENTS_A_ROUND = 3;
const LATEST_FAULT_MS = 1500;

process.exitCode = await runProof({
  name: 'prove:background',
  rounds,
  seed,
  options: () => ({ hostCount: HOSTS, chosen: { DATABASE_POOL_MAX: String(CONNECTIONS_PER_HOST) } }),
  async play(running, say) {
    const database = new pg.Pool({ connectionString: running.run.databaseOwner ?? '', max: 2 });
    database.on('error', () => undefined);
    try {
      return await play(running, database, say);
    } finally {
      await database.end();
    }
  },
});

async function play(running: System, database: pg.Pool, say: (line: string) => void): Promise<Check[]> {
  const throws = dice(seed);
  const first = await openDesk(running.run);
  const second = await sitDown(running.run.hosts[1] ?? running.run.api);
  const stripe = emulatorControl(running.run);
  let mostConnections = 0;
  const watching = setInterval(async () => {
    mostConnections = Math.max(mostConnections, await connections(database).catch(() => 0));
  }, 250);
  try {
    for (let round = 0; round < rounds; round++) {
      const hostFault = HOST_FAULTS[round % HOST_FAULTS.length] ?? HOST_FAULTS[0];
      const outsideFault = OUTSIDE_FAULTS[round % OUTSIDE_FAULTS.length] ?? OUTSIDE_FAULTS[0];
      const timersAt = await whoHasTimers(running.run);
      const healing = await hurtOutside(running, outsideFault);
      const visits = Promise.all(
        Array.from({ length: PATIENTS_A_ROUND }, (_, index) =>
          visit(index % 2 === 0 ? first : second, stripe, `${seed}-${round}-${index}`),
        ),
      );
      // They are awaited below; until then a failure of one is no unhandled one.
      visits.catch(() => undefined);
      await pause(throws.whole(LATEST_FAULT_MS));
      await hurtHosts(running, hostFault, timersAt);
      await visits;
      await healing();
      if (hostFault === 'kill who has the timers') await whoHasTimers(running.run, timersAt);
      say(`round ${round + 1}: ${hostFault}; ${outsideFault}`);
    }
  } finally {
    clearInterval(watching);
  }
  const checks = await judge(running, stripe, async () => [
    { what: 'every invoice is paid', wrong: await unpaid(database) },
    { what: 'every message reached its patient, once', wrong: await misdelivered(database, running.run) },
    { what: 'no timer has stopped', wrong: await staleTimers(database) },
  ]);
  const allowed = HOSTS * CONNECTIONS_PER_HOST;
  say(`\nConnections of both hosts at the most: ${mostConnections} of ${allowed}.`);
  checks.push({
    what: 'the hosts share the connections that they may have',
    wrong: mostConnections > allowed ? [`${mostConnections} of ${allowed}`] : [],
  });
  return checks;
}

/** One patient is billed by e-mail and text, and pays. */
async function visit(desk: Desk, stripe: ReturnType<typeof emulatorControl>, key: string): Promise<void> {
  const { id: patientId } = await desk.patient(key, { phone: phoneOf(key) });
  const { id } = await desk.draft(key, patientId, 12_300);
  await desk.issue(key, id, ['email', 'sms']);
  const page = await desk.page(key, id);
  await stripe.pay(page.stripe_checkout_session_id, '4242424242424242');
}

/** A number of its own for every visit: round and patient, behind a made-up exchange. */
function phoneOf(key: string): string {
  const [, round = '0', patient = '0'] = key.split('-');
  return `+1555${round.padStart(5, '0')}${patient.padStart(2, '0')}`;
}

async function connections(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where usename = 'clinic_app'`,
  );
  return rows[0]?.count ?? 0;
}

async function unpaid(database: pg.Pool): Promise<string[]> {
  const { rows } = await database.query<{ wrong: string }>(
    `select invoice_number || ' is ' || status as wrong from invoices where status <> 'paid'`,
  );
  return rows.map(({ wrong }) => wrong);
}

/** What the inbox has of each patient against what was asked for; a copy with a known Message-ID is shown once. */
async function misdelivered(database: pg.Pool, { inbox }: Run): Promise<string[]> {
  const { rows } = await database.query<{ name: string; channel: 'email' | 'sms'; wanted: number }>(
    `select p.name, m.channel, count(*)::int as wanted from messages m join patients p on p.id = m.patient_id group by 1, 2`,
  );
  const wrong: string[] = [];
  for (const { name, channel, wanted } of rows) {
    const key = name.replace('Patient ', '');
    const to = channel === 'email' ? `${key}@patients.example` : phoneOf(key);
    const answer = await fetch(`${inbox}/api/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: unknown[] };
    if (data.length !== wanted) wrong.push(`${to}: ${data.length} of ${wanted}`);
  }
  return rows.length === 0 ? ['no one was written to'] : wrong;
}

async function staleTimers(database: pg.Pool): Promise<string[]> {
  const { rows } = await database.query<{
    name: string;
    periodSeconds: number;
    startedAt: Date;
    finishedAt: Date | null;
  }>(
    `select name, period_seconds as "periodSeconds", started_at as "startedAt", finished_at as "finishedAt" from timer_runs`,
  );
  return rows.filter((timer) => isStale(timer, new Date())).map(({ name }) => name);
}
