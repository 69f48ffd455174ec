/** Work that stopped is seen, with its reason, and can be given another life. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { redrive } from '../../functions/capabilities/work/redrive.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripeEvents.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const deadLetters = async () => (await clinic.app.db.read.watch.deadLetters({ limit: 50 })).data;
const kinds = async () => (await findAlerts(clinic.app)).map(({ kind, id }) => `${kind} ${id}`);

test('a message that cannot be sent for a day is given up, listed, and sent again when an admin says so', async () => {
  const draft = await clinic.draft();
  await issueInvoice(clinic.app, draft, ['email'], clinic.clerk);
  const [work] = await clinic.rows<{ id: string; subject_id: string }>(
    `select o.id, o.subject_id from outbox o join messages m on m.id = o.subject_id where m.invoice_id = $1`,
    [draft],
  );
  if (!work) throw new Error('The message was asked for.');
  for (let attempt = 0; attempt < 22; attempt++) {
    await clinic.rows('update outbox set due_at = now() where id = $1', [work.id]);
    await runWork(clinic.app, work.id);
  }
  expect(await deadLetters()).toMatchObject([
    { id: work.id, kind: 'work', topic: 'send_message', attempts: 22 },
  ]);
  expect((await deadLetters())[0]?.last_error).toContain('could not be reached');
  expect(await kinds()).toEqual(
    expect.arrayContaining([`dead_letter ${work.id}`, `failed_message ${work.subject_id}`]),
  );
  await redrive(clinic.app, work.id, clinic.admin);
  expect(await deadLetters()).toEqual([]);
  expect(await clinic.app.db.read.messages.view(work.subject_id)).toMatchObject({ state: 'pending' });
  await expect(redrive(clinic.app, work.id, clinic.admin)).rejects.toMatchObject({ code: 'work_not_dead' });
});

test('a queue message that no function could take is written down, and put back on demand', async () => {
  await clinic.app.db.read.watch.addPoison({ queue: 'work', body: '{"no":"sense"}', reason: 'not ours' });
  const [letter] = await deadLetters();
  expect(letter).toMatchObject({ kind: 'message', topic: 'work', last_error: 'not ours' });
  await redrive(clinic.app, letter?.id ?? '', clinic.admin);
  expect(await deadLetters()).toEqual([]);
  await expect(clinic.rows(`update poison_messages set body = 'x'`)).rejects.toThrow('stays as it arrived');
  await expect(clinic.rows('delete from poison_messages')).rejects.toThrow('stays as it arrived');
});

test('with the queue away, a message that is put back stays in the list', async () => {
  await clinic.app.db.read.watch.addPoison({ queue: 'work', body: '{}', reason: 'not ours' });
  const [letter] = await deadLetters();
  const away = {
    ...clinic.app,
    queues: { ...clinic.app.queues, again: () => Promise.reject(new Error('away')) },
  };
  await expect(redrive(away, letter?.id ?? '', clinic.admin)).rejects.toThrow('away');
  expect(await deadLetters()).toHaveLength(1);
});

test('failed payments, quarantined events and timers that stopped or fail are alerts', async () => {
  const { id } = await clinic.issued();
  const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.receive(events.intentFailed);
  const { completed } = paymentEvents({ invoiceId: randomUUID(), amountCents: 1_00 });
  await clinic.receive(completed);
  const { watch } = clinic.app.db.read;
  await watch.timerStarted('stopped-timer', 10);
  await clinic.rows(
    `update timer_runs set started_at = now() - interval '1 hour' where name = 'stopped-timer'`,
  );
  await watch.timerStarted('good-timer', 10);
  await watch.timerEnded('good-timer', null);
  await watch.timerStarted('failing-timer', 10);
  for (let run = 0; run < 3; run++) await watch.timerEnded('failing-timer', 'Error: no');
  const found = (await kinds()).join('\n');
  for (const part of [
    'failed_payment',
    completed.id,
    'stale_timer stopped-timer',
    'failing_timer failing-timer',
  ]) {
    expect(found).toContain(part);
  }
  expect(found).not.toContain('good-timer');
  await clinic.receive(events.intentSucceeded);
  expect((await kinds()).join()).not.toContain('failed_payment');
});
