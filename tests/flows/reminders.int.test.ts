/** Reminders over weeks of a clinic's life: what the preview says is what is sent, to whom it should be and to no one else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { moveDueDate } from '../../functions/capabilities/invoices/due-date.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { writeOffInvoice } from '../../functions/capabilities/invoices/write-off.ts';
import { chargeLateFees } from '../../functions/capabilities/late-fees/charge.ts';
import { declineReminders } from '../../functions/capabilities/reminders/decline.ts';
import { previewReminder } from '../../functions/capabilities/reminders/get.ts';
import { pauseReminders } from '../../functions/capabilities/reminders/pause.ts';
import { previewReminders } from '../../functions/capabilities/reminders/preview.ts';
import { sendReminder } from '../../functions/capabilities/reminders/send.ts';
import { sweepReminders } from '../../functions/capabilities/reminders/sweep.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { addDays, type Day, day } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const by = bySystem('test');
/** Noon in New York, or an hour later in summer. */
const noon = (date: string): Date => new Date(`${date}T17:00:00Z`);

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ now: noon('2040-12-01') });
});
afterAll(() => clinic.close());

/** The runs of a day's timer and what they asked for, done as the queue would. Nothing leaves: the mail server is away. */
async function runOfDay(today: Day): Promise<void> {
  clinic.at(noon(today));
  for (let run = 0; run < 2; run++) {
    await sweepReminders(clinic.app, by);
    const asked = await clinic.rows<{ id: string }>(
      `select id from outbox where topic = 'remind' and state = 'pending'`,
    );
    for (const { id } of asked) await runWork(clinic.app, id);
  }
  await dateMessages(today);
}

/** Messages are dated by the database, whose clock does not move; here each gets the day of the test. */
const dateMessages = (today: Day) =>
  clinic.rows(`update messages set created_at = $1 where created_at < '2040-01-01'`, [noon(today)]);

/** The steps of an invoice's reminders and the days on which they were taken. */
async function remindersOf(invoiceId: string): Promise<{ step: number; on: string }[]> {
  return clinic.rows(
    `select split_part(cause, ':', 4)::int as step, (created_at at time zone 'America/New_York')::date::text as on
     from messages where invoice_id = $1 and kind = 'reminder' order by created_at`,
    [invoiceId],
  );
}

async function live(from: Day, days: number, each: (today: Day) => Promise<void> = async () => undefined) {
  for (let today = from; today < addDays(from, days); today = addDays(today, 1)) {
    await each(today);
    await runOfDay(today);
  }
}

test('what the preview says for each day is what is sent on it, whatever the due dates and whenever it was issued', async () => {
  const start = day('2040-12-01');
  // Long due, due now and due later; some with a message at issue, from which they rest.
  const offsets = [-20, -8, -3, 0, 1, 3, 5, 9, 16, 30];
  const invoices: string[] = [];
  for (const offset of offsets) {
    clinic.at(noon(addDays(start, Math.min(offset, 0))));
    const id = await clinic.draft({ dueOn: addDays(start, offset) });
    await issueInvoice(clinic.app, { id, notify: offset % 2 === 0 ? ['email'] : [] }, clinic.clerk);
    invoices.push(id);
  }
  await dateMessages(start);
  const promised = new Map<string, string[]>(invoices.map((id) => [id, []]));
  await live(start, 60, async (today) => {
    clinic.at(noon(today));
    const { data } = await previewReminders(clinic.app, { days: 0, limit: 100, after: undefined });
    for (const { invoiceId, next } of data) {
      if ('on' in next && next.on === today) promised.get(invoiceId)?.push(`${next.step} ${today}`);
    }
  });
  for (const id of invoices) {
    const sent = await remindersOf(id);
    expect(sent.map(({ step, on }) => `${step} ${on}`)).toEqual(promised.get(id));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThanOrEqual(4);
  }
  // Late for weeks before the first run: one reminder, not all that it missed.
  expect(await remindersOf(invoices[0] ?? '')).toEqual([{ step: 21, on: '2040-12-03' }]);
  expect(await remindersOf(invoices[9] ?? '')).toMatchObject([
    { step: -3 },
    { step: 1 },
    { step: 7 },
    { step: 21 },
  ]);
});

test('the preview of one invoice shows its next reminder days ahead', async () => {
  const start = day('2041-03-01');
  clinic.at(noon(start));
  const { id } = await clinic.issued({ dueOn: '2041-03-12' });
  const previewed: string[] = [];
  await live(start, 40, async (today) => {
    clinic.at(noon(today));
    const { subject } = await previewReminder(clinic.app, id);
    if ('on' in subject.next && previewed.at(-1) !== subject.next.on) previewed.push(subject.next.on);
  });
  expect((await remindersOf(id)).map(({ on }) => on)).toEqual(previewed);
  expect(previewed).toEqual(['2041-03-09', '2041-03-13', '2041-03-19', '2041-04-02']);
});

describe('no one is reminded of an invoice', () => {
  const start = day('2042-03-01');
  const cases: Record<string, { set: (id: string) => Promise<unknown>; none: string }> = {
    'that is paid': {
      set: (id) => clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed),
      none: 'nothing_owed',
    },
    'that is cancelled': {
      set: (id) => cancelInvoice(clinic.app, { id, reason: 'booked twice' }, clinic.clerk),
      none: 'nothing_owed',
    },
    'that is written off': {
      set: (id) =>
        writeOffInvoice(
          clinic.app,
          { invoiceId: id, amountCents: undefined, reason: 'moved away' },
          clinic.admin,
        ),
      none: 'nothing_owed',
    },
    'that is paused': { set: (id) => pauseReminders(clinic.app, id, true, clinic.clerk), none: 'paused' },
    'whose patient declined': {
      set: async (id) =>
        declineReminders(clinic.app, (await clinic.invoice(id)).patient_id, true, clinic.clerk),
      none: 'declined',
    },
    'whose patient has no address': {
      set: async (id) =>
        clinic.rows('update patients set email = null where id = $1', [
          (await clinic.invoice(id)).patient_id,
        ]),
      none: 'no_address',
    },
  };
  test.each(Object.keys(cases))('%s', async (name) => {
    clinic.at(noon(start));
    const patientId = await clinic.patient();
    const { id } = await clinic.issued({ patientId, dueOn: '2042-03-05' });
    await cases[name]?.set(id);
    await live(start, 10);
    expect(await remindersOf(id)).toEqual([]);
    expect((await previewReminder(clinic.app, id)).subject.next).toEqual({ none: cases[name]?.none });
  });

  test('but of the rest of one that is partly paid', async () => {
    clinic.at(noon(start));
    const { id } = await clinic.issued({ dueOn: '2042-03-05' });
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 40_00 }).completed);
    await live(start, 7);
    expect(await remindersOf(id)).toMatchObject([{ step: -3 }, { step: 1 }]);
  });
});

test('a later due date is a new start, and settings that change act on the next run', async () => {
  const start = day('2043-03-01');
  clinic.at(noon(start));
  const { id } = await clinic.issued({ dueOn: '2043-03-04' });
  await live(start, 3);
  expect(await remindersOf(id)).toEqual([{ step: -3, on: '2043-03-01' }]);
  const input = { invoiceId: id, dueOn: day('2043-03-20'), reason: 'agreed by phone' };
  await moveDueDate(clinic.app, input, clinic.clerk);
  await changeSettings(clinic.app, { reminders: { days_before: [10, 3] } }, undefined, clinic.admin);
  await live(day('2043-03-04'), 15);
  expect((await remindersOf(id)).slice(1)).toEqual([
    { step: -10, on: '2043-03-10' },
    { step: -3, on: '2043-03-17' },
  ]);
  await changeSettings(
    clinic.app,
    { reminders: { days_before: [3], enabled: false } },
    undefined,
    clinic.admin,
  );
  await live(day('2043-03-19'), 5);
  expect(await remindersOf(id)).toHaveLength(3);
  await changeSettings(clinic.app, { reminders: { enabled: true } }, undefined, clinic.admin);
});

test('the invoice of a late fee is reminded of like any other', async () => {
  const start = day('2044-06-01');
  clinic.at(noon(start));
  const { id } = await clinic.issued({ dueOn: '2044-06-01' });
  await changeSettings(clinic.app, { late_fee: { enabled: true, max_periods: 1 } }, undefined, clinic.admin);
  clinic.at(noon('2044-06-20'));
  await chargeLateFees(clinic.app, by);
  await changeSettings(clinic.app, { late_fee: { enabled: false } }, undefined, clinic.admin);
  const [fee] = await clinic.rows<{ id: string; due: string }>(
    `select i.id, i.due_date::text as due from late_fees f join invoices i on i.id = f.fee_invoice_id where f.invoice_id = $1`,
    [id],
  );
  expect(fee?.due).toBe('2044-07-04');
  await dateMessages(day('2044-06-20'));
  await live(day('2044-06-30'), 6);
  expect(await remindersOf(fee?.id ?? '')).toMatchObject([{ step: -3, on: '2044-07-01' }, { step: 1 }]);
});

describe('a reminder that is sent by hand', () => {
  const byHand = (invoiceId: string) =>
    clinic.rows<{ cause: string }>(
      `select cause from messages where invoice_id = $1 and kind = 'reminder' order by created_at`,
      [invoiceId],
    );

  test('is one more message, and takes no planned step away', async () => {
    clinic.at(noon('2043-03-01'));
    const { id } = await clinic.issued({ dueOn: '2043-03-20' });
    await sendReminder(clinic.app, id, clinic.clerk);
    await dateMessages(day('2043-03-01'));
    expect(await byHand(id)).toEqual([{ cause: expect.stringContaining(`reminder:${id}:by-hand:`) }]);
    const { subject } = await previewReminder(clinic.app, id);
    expect(subject).toMatchObject({ sentCount: 1, sentSteps: [], next: { step: -3, on: '2043-03-17' } });
  });

  test('is refused where something speaks against it', async () => {
    clinic.at(noon('2043-03-01'));
    const { id } = await clinic.issued({ dueOn: '2043-03-20' });
    await pauseReminders(clinic.app, id, true, clinic.clerk);
    await expect(sendReminder(clinic.app, id, clinic.clerk)).rejects.toMatchObject({
      code: 'reminder_refused',
    });
    expect(await byHand(id)).toEqual([]);
  });
});
