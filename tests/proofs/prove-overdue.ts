/**
 * `npm run prove:overdue [-- --invoices 100000]`: sweeps that many issued invoices in little memory, marks each late one
 * once, and shows that a hundred more sweeps change nothing.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { withScratch } from '../../infra/operate/scratch-database.ts';
import { openProofClinic } from './clinic.ts';

const AGAIN = 100;
const MEMORY_MEGABYTES = 200;
const by = bySystem('prove-overdue');
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);

/** Issued invoices, one in ten not late, written past the guards: only their number matters here. */
async function fill(superuserUrl: string, staffId: string, invoices: number): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`set session_replication_role = replica`);
    await client.query(
      `with person as (insert into patients (name) values ('Proof Person') returning id)
       insert into invoices (patient_id, staff_id, currency, total_amount_cents, balance_cents, status, issued_at, invoice_number, due_date)
       select person.id, $1, 'usd', 10000, 10000, 'issued', now() - interval '60 days', 'PROOF-' || n,
         case when n % 10 = 0 then current_date + 30 else current_date - 2 - n % 300 end
       from person, generate_series(1, $2::int) n`,
      [staffId, invoices],
    );
    await client.query(
      `insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
       select id, 1, 'Consultation', 1, 10000 from invoices`,
    );
    await client.query('analyze');
  });
}

/** Sweeps and marks; how many were marked, and the most memory that it took beyond the start. */
async function sweepAll(app: App): Promise<{ found: number; marked: number; grown: number }> {
  const start = process.memoryUsage().rss;
  let [marked, most] = [0, start];
  const found = await sweepOverdue(app, async (ids) => {
    const late = await markOverdue(app, ids, by);
    marked += late;
    most = Math.max(most, process.memoryUsage().rss);
  });
  return { found, marked, grown: megabytes(most - start) };
}

/** What went wrong, in words. */
async function prove(invoices: number): Promise<string[]> {
  return withScratch(async ({ superuserUrl, appUrl }) => {
    const clinic = await openProofClinic(appUrl, { connections: 4 });
    const owner = new pg.Client({ connectionString: superuserUrl });
    await owner.connect();
    try {
      await fill(superuserUrl, clinic.admin.actor.id, invoices);
      const late = invoices - Math.floor(invoices / 10);
      const began = performance.now();
      const first = await sweepAll(clinic.app);
      const seconds = (performance.now() - began) / 1000;
      say(
        `${first.marked} of ${invoices} marked in ${seconds.toFixed(1)} s (${Math.round(first.marked / seconds)}/s), memory grew by ${first.grown} MB`,
      );
      const state = async () =>
        JSON.stringify(
          (
            await owner.query(
              `select (select count(*) from audit_logs where action = 'mark_overdue') as audits,
                 (select sum(version) from invoices) as versions, (select count(*) from outbox) as work`,
            )
          ).rows,
        );
      const before = await state();
      const again = performance.now();
      for (let run = 0; run < AGAIN; run++) await sweepAll(clinic.app);
      const each = (performance.now() - again) / AGAIN;
      say(`${AGAIN} more sweeps: ${each.toFixed(1)} ms each, nothing changed: ${before === (await state())}`);
      return [
        ...(first.marked === late ? [] : [`${first.marked} were marked, ${late} are late`]),
        ...(first.grown <= MEMORY_MEGABYTES ? [] : [`the sweep took ${first.grown} MB`]),
        ...(before === (await state()) ? [] : ['a later sweep changed something']),
      ];
    } finally {
      await owner.end();
      await clinic.close();
    }
  });
}

const { values } = parseArgs({ options: { invoices: { type: 'string', default: '100000' } } });
const wrong = await prove(Number(values.invoices));
for (const line of wrong) say(`✗ ${line}`);
say(wrong.length === 0 ? '✓ proven' : '✗ not proven');
process.exitCode = wrong.length === 0 ? 0 : 1;
