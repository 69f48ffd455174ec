/** A clock that jumps ahead by a month and comes back: what it did is not done twice, and nothing is shut for a month. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { sealAudit } from '../../functions/capabilities/audit/seal.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { openLink } from '../../functions/capabilities/links/open.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { JOBS } from '../support/jobs.ts';

const DAY = 86_400_000;
const MONTH = 31 * DAY;
const by = bySystem('clock');

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());
afterEach(() => {
  vi.useRealTimers();
  clinic.at(new Date());
});

/** The clock of this process, for what reads it without asking; waiting stays real. */
const set = (instant: number) => vi.useFakeTimers({ toFake: ['Date'], now: instant });

test('a patient’s link ends while the clock is ahead, and opens again when it is right', async () => {
  const id = await clinic.draft();
  await issueInvoice(clinic.app, { id, notify: ['email'] }, clinic.clerk);
  const [row] = await clinic.rows<{ id: string }>(
    "select id from patient_links where invoice_id = $1 and purpose = 'pay'",
    [id],
  );
  const link = await clinic.app.db.read.links.get(row?.id ?? '');
  if (!link) throw new Error('The invoice has a link.');
  const token = clinic.app.tokens.linkToken(link);
  clinic.at(new Date(Date.now() + MONTH));
  await expect(openLink(clinic.app, token, 'pay', by)).rejects.toMatchObject({
    code: 'link_no_longer_valid',
  });
  clinic.at(new Date(Date.now() - DAY));
  await expect(openLink(clinic.app, token, 'pay', by)).resolves.toMatchObject({ invoiceId: id });
});

test('limits that were reached by a clock that was ahead do not last for a month', async () => {
  const { limits } = clinic.app;
  const key = randomUUID();
  const now = Date.now();
  set(now + MONTH);
  for (let times = 0; times < 10; times++) await limits.spend('sign_in_account', key);
  await expect(limits.spend('sign_in_account', key)).rejects.toMatchObject({ code: 'too_many_requests' });
  set(now);
  await limits.require('sign_in_account', key);
  for (let times = 0; times < 10; times++) await limits.spend('sign_in_account', key);
  await expect(limits.spend('sign_in_account', key)).rejects.toMatchObject({ code: 'too_many_requests' });
  await expect(limits.require('sign_in_account', key)).rejects.toMatchObject({ code: 'too_many_requests' });
});

test('seals follow the clock of the database, so that they stay in order', async () => {
  for (const jump of [0, MONTH, -DAY]) {
    clinic.at(new Date(Date.now() + jump));
    await clinic.patient();
    expect(await sealAudit(clinic.app, { atOnce: true })).toMatchObject({ sealed: true });
  }
  const seals = await clinic.rows<{ at: number }>(
    'select extract(epoch from sealed_at::timestamptz)::float * 1000 as at from audit_seals order by number',
  );
  const times = seals.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(MONTH / 2);
});

test('what a clock that was ahead marked is taken back; what it sent and charged is not done again on the right day', async () => {
  const late_fee = {
    enabled: true,
    kind: 'fixed',
    amount_cents: 5_00,
    grace_days: 5,
    every_days: 30,
  } as const;
  await changeSettings(clinic.app, { late_fee }, undefined, clinic.admin);
  const { id } = await clinic.issued({ dueOn: '2027-04-20' });
  const night = async (instant: string) => {
    clinic.at(new Date(instant));
    await JOBS.overdue(clinic.app);
    await JOBS.reminders(clinic.app);
    await JOBS['late fees'](clinic.app);
  };
  const facts = async () => {
    const [invoice] = await clinic.rows<{ since: string | null; reminders: number; fees: number }>(
      `select overdue_since as since,
         (select count(*)::int from messages where kind = 'reminder' and invoice_id = i.id) as reminders,
         (select count(*)::int from late_fees where invoice_id = i.id) as fees from invoices i where id = $1`,
      [id],
    );
    return invoice;
  };
  await night('2027-04-01T16:00:00Z');
  const before = await facts();
  expect(before).toEqual({ since: null, reminders: 0, fees: 0 });
  await night('2027-04-28T16:00:00Z');
  const ahead = await facts();
  expect(ahead).toMatchObject({ since: '2027-04-21', fees: 1 });
  await night('2027-03-31T16:00:00Z');
  expect(await facts()).toEqual({ ...ahead, since: null });
  await night('2027-04-28T16:00:00Z');
  expect(await facts()).toEqual(ahead);
  await changeSettings(clinic.app, { late_fee: { enabled: false } }, undefined, clinic.admin);
});
