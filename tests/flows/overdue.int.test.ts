/** Overdue: marked on the clinic's own day, once, whoever sweeps and however often. */
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { chargeLateFees } from '../../functions/capabilities/late-fees/charge.ts';
import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import { pauseReminders } from '../../functions/capabilities/reminders/pause.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { readConfig } from '../../functions/config.ts';
import type { Currency } from '../../functions/domain/currency.ts';
import { readInvoice } from '../../functions/http/replies/invoices.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const by = bySystem('sweep');
let clinic: TestClinic;
let patientId: string;
beforeAll(async () => {
  clinic = await openClinic();
  patientId = await clinic.patient();
});
afterAll(() => clinic.close());
beforeEach(() => clinic.at(new Date('2026-11-23T12:00:00Z')));

const sweep = (app = clinic.app): Promise<number> =>
  sweepOverdue(app, async (ids) => {
    await markOverdue(app, ids, by);
  });
const issued = (dueOn: string) => clinic.issued({ patientId, dueOn });
const since = async (id: string) =>
  (
    await clinic.rows<{ overdue_since: string | null }>('select overdue_since from invoices where id = $1', [
      id,
    ])
  )[0]?.overdue_since;
const inZone = (timeZone: string) => ({ ...clinic.app, clinic: { ...clinic.app.clinic, timeZone } });

test('before any sweep, staff see an invoice as late from the clinic’s midnight on, not from UTC’s', async () => {
  const { id } = await issued('2026-11-22');
  const seen = async (instant: string) => {
    clinic.at(new Date(instant));
    return (await readInvoice(inZone('America/New_York'), id)).overdue_since;
  };
  expect(await seen('2026-11-23T04:59:59Z')).toBeNull();
  expect(await seen('2026-11-23T05:00:00Z')).toBe('2026-11-23');
});

describe('an invoice becomes overdue when the clinic’s day is past its due date', () => {
  test.each([
    // The last instant of the due date, and the first of the next, by the clinic's clock.
    {
      timeZone: 'America/New_York',
      due: '2026-03-08',
      last: '2026-03-09T03:59:59Z',
      first: '2026-03-09T04:00:00Z',
    },
    {
      timeZone: 'America/New_York',
      due: '2026-11-01',
      last: '2026-11-02T04:59:59Z',
      first: '2026-11-02T05:00:00Z',
    },
    {
      timeZone: 'Pacific/Kiritimati',
      due: '2026-11-30',
      last: '2026-11-30T09:59:59Z',
      first: '2026-11-30T10:00:00Z',
    },
    {
      timeZone: 'Pacific/Pago_Pago',
      due: '2026-12-31',
      last: '2027-01-01T10:59:59Z',
      first: '2027-01-01T11:00:00Z',
    },
    {
      timeZone: 'Asia/Kathmandu',
      due: '2028-02-29',
      last: '2028-02-29T18:14:59Z',
      first: '2028-02-29T18:15:00Z',
    },
    {
      timeZone: 'Australia/Lord_Howe',
      due: '2026-10-04',
      last: '2026-10-04T12:59:59Z',
      first: '2026-10-04T13:00:00Z',
    },
    {
      timeZone: 'Europe/Madrid',
      due: '2026-10-25',
      last: '2026-10-25T22:59:59Z',
      first: '2026-10-25T23:00:00Z',
    },
    {
      timeZone: 'Europe/London',
      due: '2026-03-29',
      last: '2026-03-29T22:59:59Z',
      first: '2026-03-29T23:00:00Z',
    },
    {
      timeZone: 'Asia/Kolkata',
      due: '2026-11-30',
      last: '2026-11-30T18:29:59Z',
      first: '2026-11-30T18:30:00Z',
    },
    {
      timeZone: 'America/St_Johns',
      due: '2026-11-01',
      last: '2026-11-02T03:29:59Z',
      first: '2026-11-02T03:30:00Z',
    },
  ])('$timeZone, due $due', async ({ timeZone, due, last, first }) => {
    const { id } = await issued(due);
    clinic.at(new Date(last));
    await markOverdue(inZone(timeZone), [id], by);
    expect(await since(id)).toBeNull();
    clinic.at(new Date(first));
    await sweep(inZone(timeZone));
    const dayAfter = new Date(`${due}T00:00:00Z`);
    dayAfter.setUTCDate(dayAfter.getUTCDate() + 1);
    expect(await since(id)).toBe(dayAfter.toISOString().slice(0, 10));
  });
});

test('a hundred sweeps in a row change nothing after the first', async () => {
  const invoices = await Promise.all(Array.from({ length: 20 }, () => issued('2026-11-01')));
  await sweep();
  const state = () =>
    clinic.rows(
      `select (select count(*) from audit_logs) as audits, (select count(*) from outbox) as work,
         (select sum(version) from invoices) as versions, (select max(updated_at)::text from invoices) as changed`,
    );
  const before = await state();
  for (let run = 0; run < 100; run++) await sweep();
  expect(await state()).toEqual(before);
  const audits = await clinic.rows(
    `select target_id from audit_logs where action = 'mark_overdue' and target_id = any ($1)`,
    [invoices.map(({ id }) => id)],
  );
  expect(audits).toHaveLength(20);
});

test('a mark is audited once and asks for the reminder, which the rules decide on', async () => {
  const { id } = await issued('2026-11-09');
  await sweep();
  await sweep();
  const audits = await clinic.rows(
    `select details from audit_logs where target_id = $1 and action = 'mark_overdue'`,
    [id],
  );
  expect(audits).toEqual([{ details: { due_date: '2026-11-09', overdue_since: '2026-11-10' } }]);
  expect(
    await clinic.rows(`select state from outbox where topic = 'remind' and subject_id = $1`, [id]),
  ).toEqual([{ state: 'pending' }]);
});

test('two workers on the same batch mark each invoice once', async () => {
  const ids = (await Promise.all(Array.from({ length: 10 }, () => issued('2026-11-02')))).map(({ id }) => id);
  const marked = await Promise.all([1, 2, 3, 4].map(() => markOverdue(clinic.app, ids, by)));
  expect(marked.reduce((sum, count) => sum + count, 0)).toBe(10);
});

test('what is paid, cancelled or moved to a later day is overdue no more, and is not marked from an old message', async () => {
  const [paid, cancelled, moved] = await Promise.all([1, 2, 3].map(() => issued('2026-11-03')));
  if (!paid || !cancelled || !moved) throw new Error('Three invoices were issued.');
  await sweep();
  expect(await since(paid.id)).toBe('2026-11-04');
  await clinic.receive(paymentEvents({ invoiceId: paid.id, amountCents: 100_00 }).completed);
  await cancelInvoice(clinic.app, { id: cancelled.id, reason: 'booked twice' }, clinic.clerk);
  await clinic.rows(
    `with why as (insert into due_date_changes (invoice_id, from_date, to_date, reason, staff_id, changed_at)
       select id, due_date, '2026-12-24', 'agreed by phone', staff_id, now() from invoices where id = $1)
     update invoices set due_date = '2026-12-24' where id = $1`,
    [moved.id],
  );
  await markOverdue(clinic.app, [paid.id, cancelled.id, moved.id], by);
  for (const { id } of [paid, cancelled, moved]) expect(await since(id)).toBeNull();
});

test('a clock that jumped ahead and came back leaves no invoice overdue before its day', async () => {
  const { id } = await issued('2026-12-10');
  clinic.at(new Date('2027-06-01T12:00:00Z'));
  await sweep();
  expect(await since(id)).toBe('2026-12-11');
  clinic.at(new Date('2026-11-23T12:00:00Z'));
  await sweep();
  expect(await since(id)).toBeNull();
  const audits = await clinic.rows(
    `select action from audit_logs where target_id = $1 and action like '%overdue' order by sequence`,
    [id],
  );
  expect(audits.map(({ action }) => action)).toEqual(['mark_overdue', 'clear_overdue']);
});

test('one invoice that fails does not keep the others of its batch from being marked', async () => {
  const [first, last] = await Promise.all(['2026-11-05', '2026-11-06'].map(issued));
  if (!first || !last) throw new Error('Two invoices were issued.');
  const killed: typeof clinic.app.db.transaction = (work) =>
    clinic.app.db.transaction((tx) =>
      work({
        ...tx,
        overdue: {
          ...tx.overdue,
          mark: (ids, today) =>
            ids.includes(first.id) ? Promise.reject(new Error('killed')) : tx.overdue.mark(ids, today),
        },
      }),
    );
  const app = { ...clinic.app, db: { ...clinic.app.db, transaction: killed } };
  await expect(markOverdue(app, [first.id, last.id], by)).rejects.toThrow('1 invoices were not marked');
  expect([await since(first.id), await since(last.id)]).toEqual([null, '2026-11-07']);
  await sweep();
  expect(await since(first.id)).toBe('2026-11-06');
});

test('the database refuses a mark before the due date is past', async () => {
  const { id } = await issued('2026-12-01');
  await expect(
    clinic.rows(`update invoices set overdue_since = '2026-12-01' where id = $1`, [id]),
  ).rejects.toThrow('invoices_overdue_after_due');
});

describe('late fees', () => {
  test('are off until an admin wants them; then one for each stretch of lateness, and none on a fee', async () => {
    const { id } = await clinic.issued({ patientId, dueOn: '2026-09-01', lines: [line(200_00)] });
    const fees = () =>
      clinic.rows<{ period: number; total: number; status: string }>(
        `select f.period, i.total_amount_cents as total, i.status from late_fees f join invoices i on i.id = f.fee_invoice_id
         where f.invoice_id = $1 order by f.period`,
        [id],
      );
    await chargeLateFees(clinic.app, by);
    expect(await fees()).toEqual([]);
    await changeSettings(
      clinic.app,
      { late_fee: { enabled: true, kind: 'percent', basis_points: 150, grace_days: 14, every_days: 30 } },
      undefined,
      clinic.admin,
    );
    clinic.at(new Date('2026-10-01T15:00:00Z'));
    for (let run = 0; run < 5; run++) await chargeLateFees(clinic.app, by);
    expect(await fees()).toEqual([{ period: 1, total: 3_00, status: 'issued' }]);
    clinic.at(new Date('2026-10-20T15:00:00Z'));
    await Promise.all([1, 2, 3].map(() => chargeLateFees(clinic.app, by)));
    expect((await fees()).map(({ period }) => period)).toEqual([1, 2]);
    expect(await clinic.invoice(id)).toMatchObject({ total_amount_cents: 200_00, balance_cents: 200_00 });
    await changeSettings(clinic.app, { late_fee: { enabled: false } }, undefined, clinic.admin);
  });

  test('whose job was killed between drafting and issuing is issued by the next run, once', async () => {
    const { id } = await clinic.issued({ patientId, dueOn: '2026-08-01', lines: [line(200_00)] });
    await changeSettings(
      clinic.app,
      { late_fee: { enabled: true, kind: 'fixed', amount_cents: 5_00, max_periods: 12 } },
      undefined,
      clinic.admin,
    );
    clinic.at(new Date('2026-08-20T15:00:00Z'));
    const { db } = clinic.app;
    const dying = {
      ...db,
      read: { ...db.read, invoices: { ...db.read.invoices, get: () => Promise.reject(new Error('killed')) } },
    };
    await expect(chargeLateFees({ ...clinic.app, db: dying }, by)).rejects.toThrow('killed');
    const drafts = () =>
      clinic.rows(
        `select i.id from late_fees f join invoices i on i.id = f.fee_invoice_id where i.status = 'draft'`,
      );
    const [left] = await drafts();
    expect(await drafts()).toHaveLength(1);
    await chargeLateFees(clinic.app, by);
    expect(await drafts()).toEqual([]);
    expect(await clinic.invoice(left?.id)).toMatchObject({ status: 'issued', total_amount_cents: 5_00 });
    const fees = await clinic.rows('select period from late_fees where invoice_id = $1', [id]);
    expect(fees).toEqual([{ period: 1 }]);
    await changeSettings(clinic.app, { late_fee: { enabled: false } }, undefined, clinic.admin);
  });

  const feesOf = (invoiceId: string) =>
    clinic.rows<{ period: number; amount: number; id: string }>(
      `select period, amount_cents as amount, fee_invoice_id as id from late_fees where invoice_id = $1 order by period`,
      [invoiceId],
    );
  const rule = (late_fee: object) =>
    changeSettings(
      clinic.app,
      { late_fee: { grace_days: 14, every_days: 30, max_periods: 3, ...late_fee } },
      undefined,
      clinic.admin,
    );
  const noonOf = (date: string) => new Date(`${date}T17:00:00Z`);

  test('are charged once by two hosts at the same instant, on what is still owed, rounded to the cent', async () => {
    const { id } = await clinic.issued({ patientId, dueOn: '2026-07-01', lines: [line(200_00)] });
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 66_67 }).completed);
    await rule({ enabled: true, kind: 'percent', basis_points: 150 });
    const second = createApp(
      readConfig(testSettings({ appUrl: clinic.database.appUrl, storage: inject('storage') })),
      { now: () => noonOf('2026-07-20') },
    );
    clinic.at(noonOf('2026-07-20'));
    try {
      await Promise.all([clinic.app, second, clinic.app, second].map((host) => chargeLateFees(host, by)));
    } finally {
      await second.close();
    }
    // 1.5 % of 133.33 is 2.00 and a hair less than half a cent.
    expect(await feesOf(id)).toMatchObject([{ period: 1, amount: 2_00 }]);
    await rule({ enabled: false });
  });

  test('are charged once for a stretch though the rule changes its kind, and not again once waived', async () => {
    const { id } = await clinic.issued({ patientId, dueOn: '2026-06-01', lines: [line(200_00)] });
    clinic.at(noonOf('2026-06-20'));
    await rule({ enabled: true, kind: 'fixed', amount_cents: 7_00 });
    await chargeLateFees(clinic.app, by);
    await rule({ enabled: true, kind: 'percent', basis_points: 150 });
    await chargeLateFees(clinic.app, by);
    const [fee] = await feesOf(id);
    expect(await feesOf(id)).toMatchObject([{ period: 1, amount: 7_00 }]);
    await cancelInvoice(clinic.app, { id: fee?.id ?? '', reason: 'waived, first time' }, clinic.clerk);
    await chargeLateFees(clinic.app, by);
    expect(await feesOf(id)).toHaveLength(1);
    await rule({ enabled: false });
  });

  test('are charged in the invoice’s currency, only where an amount is named for it, in the patient’s language', async () => {
    const spanish = await clinic.patient({ language: 'es', email: 'es@patients.example' });
    const of = (currency: Currency) =>
      clinic.issued({ patientId: spanish, currency, dueOn: '2026-04-01', lines: [line(20_000)] });
    const [yen, euros] = [await of('jpy'), await of('eur')];
    clinic.at(noonOf('2026-04-20'));
    await rule({ enabled: true, kind: 'fixed', amount_cents: 25_00, other_amounts_cents: { eur: 20_00 } });
    await chargeLateFees(clinic.app, by);
    expect(await feesOf(yen.id)).toEqual([]);
    const [fee] = await feesOf(euros.id);
    expect(fee).toMatchObject({ period: 1, amount: 20_00 });
    expect(await clinic.invoice(fee?.id ?? '')).toMatchObject({
      currency: 'eur',
      items: [{ description: `Recargo por pago atrasado 1 de la factura ${euros.invoice_number}` }],
    });
    await rule({ enabled: false, other_amounts_cents: {} });
  });

  test('that cannot be paid online by themselves are neither mailed nor reminded of', async () => {
    const { id } = await clinic.issued({ patientId, dueOn: '2026-03-01', lines: [line(20_00)] });
    clinic.at(noonOf('2026-03-20'));
    await rule({ enabled: true, kind: 'percent', basis_points: 150 });
    await chargeLateFees(clinic.app, by);
    const [fee] = await feesOf(id);
    expect(fee).toMatchObject({ amount: 30 });
    const rows = await clinic.rows(
      `select i.status, i.reminders_paused_at is not null as paused,
         (select count(*)::int from messages where invoice_id = i.id) as messages from invoices i where i.id = $1`,
      [fee?.id],
    );
    expect(rows).toEqual([{ status: 'issued', paused: true, messages: 0 }]);
    await rule({ enabled: false });
  });

  test('are not charged at night, nor while reminders are paused, nor on what was paid within the grace', async () => {
    const [night, paused, paid] = await Promise.all(['2026-05-01', '2026-05-02', '2026-05-03'].map(issued));
    if (!night || !paused || !paid) throw new Error('Three invoices were issued.');
    await pauseReminders(clinic.app, paused.id, true, clinic.clerk);
    await clinic.receive(paymentEvents({ invoiceId: paid.id, amountCents: 100_00 }).completed);
    await rule({ enabled: true, kind: 'fixed', amount_cents: 5_00 });
    clinic.at(new Date('2026-05-20T06:40:00Z'));
    expect(await chargeLateFees(clinic.app, by)).toBe(0);
    clinic.at(noonOf('2026-05-20'));
    await chargeLateFees(clinic.app, by);
    expect(await Promise.all([night, paused, paid].map(async ({ id }) => (await feesOf(id)).length))).toEqual(
      [1, 0, 0],
    );
    await rule({ enabled: false });
  });

  test('of one stretch cannot be charged twice, not even by the owner of the database', async () => {
    const [fee] = await clinic.rows(`select invoice_id, rule, period, amount_cents from late_fees limit 1`);
    const other = await clinic.draft({ patientId });
    await expect(
      clinic.rows(
        `insert into late_fees (invoice_id, rule, period, fee_invoice_id, amount_cents) values ($1, $2, $3, $4, $5)`,
        [fee?.invoice_id, fee?.rule, fee?.period, other, fee?.amount_cents],
      ),
    ).rejects.toThrow('late_fees_invoice_id_period_key');
    await expect(clinic.rows('delete from late_fees')).rejects.toThrow('rows are only ever added');
  });
});
