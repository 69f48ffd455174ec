/** The end of a proof: everything is healed, the system comes to rest by itself, and then it is judged. */
import pg from 'pg';
import { type emulatorControl, repeatUntilAnswered } from '../../../infra/local/emulator-control.ts';
import type { System } from '../../../infra/local/system.ts';
import { until } from '../../../infra/processes/time.ts';
import { type Check, unrest, verdict } from './verdict.ts';

const PATIENCE_MS = 240_000;
/** How often what the host does every few minutes is asked for meanwhile: one that died must not be the last. */
const ASK_EVERY_MS = 20_000;

/** What holds, and what does not, once nothing moves any more; `more` is what a proof wants to know besides. */
export async function judge(
  running: System,
  stripe: ReturnType<typeof emulatorControl>,
  more: (database: pg.Pool) => Promise<Check[]> = async () => [],
): Promise<Check[]> {
  const database = new pg.Pool({ connectionString: running.run.databaseOwner ?? '', max: 2 });
  database.on('error', () => undefined);
  try {
    // What runs every few minutes by itself is asked for at once.
    await running.alive('host');
    let askedAt = 0;
    let checks: Check[] = [];
    const look = async () => {
      checks = [...(await verdict(database, await stripe.truth())), ...(await more(database))];
    };
    const settled = async () => {
      if (Date.now() - askedAt > ASK_EVERY_MS) {
        for (const name of ['work-sweep', 'reconciliation-compare']) await runNow(running, name);
        askedAt = Date.now();
      }
      if (Object.keys(await unrest(database)).length > 0) return false;
      await look();
      return checks.every(({ wrong }) => wrong.length === 0);
    };
    await until('rest', PATIENCE_MS, settled).catch(look);
    const stuck = Object.entries(await unrest(database)).map(([what, count]) => `${count} ${what}`);
    return [...checks, { what: 'nothing is stuck', wrong: stuck }];
  } finally {
    await database.end();
  }
}

/** Runs a timer by hand, as the host's admin endpoint allows on this machine. */
async function runNow(running: System, name: string): Promise<void> {
  await repeatUntilAnswered(async () => {
    const run = await fetch(`${running.run.api}/admin/functions/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: '' }),
    });
    if (run.status !== 202) throw new Error(`${name} could not be run: ${run.status}`);
  });
}
