/** What is owed and late is counted in every currency, and added up in none but its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayIn } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

test('an overdue invoice in euros is counted in a clinic that bills in dollars', async () => {
  await clinic.issued({ lines: [line(100_00)] });
  await clinic.issued({ dueOn: '2026-10-01', lines: [line(50_00)] });
  await clinic.issued({ currency: 'eur', dueOn: '2026-10-01', lines: [line(70_00)] });
  await clinic.issued({ currency: 'jpy', lines: [line(3_000)] });
  const { timeZone } = clinic.app.clinic;
  const today = dayIn(timeZone, clinic.app.clock.now());
  const figures = await clinic.app.db.read.invoices.dashboard('usd', today, timeZone);
  expect(figures).toMatchObject({
    outstanding: { count: 2, amount_cents: 150_00 },
    overdue: { count: 1, amount_cents: 50_00 },
    attention: { overdue_invoices: 2 },
    currencies: [
      { currency: 'usd', outstanding: { count: 2, amount_cents: 150_00 }, overdue: { count: 1 } },
      { currency: 'eur', outstanding: { count: 1 }, overdue: { count: 1, amount_cents: 70_00 } },
      {
        currency: 'jpy',
        outstanding: { count: 1, amount_cents: 3_000 },
        overdue: { count: 0, amount_cents: 0 },
      },
    ],
  });
  expect(await clinic.rows('select * from wrong_totals')).toEqual([]);
  expect(await clinic.app.db.read.invoices.dashboard('gbp', today, timeZone)).toMatchObject({
    outstanding: { count: 0, amount_cents: 0 },
    attention: { overdue_invoices: 2 },
  });
});

test('an instant is summed in its own month, in every time zone', async () => {
  const wrong = await clinic.rows(
    `select z.name, at from generate_series(timestamptz '2026-01-27 00:00:07Z', '2026-05-04', '7 minutes') at,
       (select distinct on (utc_offset) name from pg_timezone_names) z
     where date_trunc('month', at at time zone z.name) <> date_trunc('month', total_period(at) at time zone z.name) limit 3`,
  );
  expect(wrong).toEqual([]);
});
