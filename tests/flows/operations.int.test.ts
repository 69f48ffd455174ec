/** Failed jobs is seen, with its reason, and can be given another life. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { resendMessage } from '../../functions/capabilities/messages/resend.ts';
import { replayEvent } from '../../functions/capabilities/stripe-events/replay.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { dismiss } from '../../functions/capabilities/work/dismiss.ts';
import { redrive } from '../../functions/capabilities/work/redrive.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const poison = (text: string) => ({
  queue: 'work',
  messageId: randomUUID(),
  body: Buffer.from(text).toString('base64'),
  reason: 'not ours',
});
const deadLetters = async () => (await clinic.app.db.read.deadLetters.list({ limit: 50 })).data;
/** As the owner can: so that a quarter of an hour need not be waited for. */
const withoutGuards = (sql: string) =>
  clinic.rows(
    `alter table stripe_events disable trigger user; ${sql}; alter table stripe_events enable trigger user`,
  );
const kinds = async () => (await findAlerts(clinic.app)).map(({ kind, id }) => `${kind} ${id}`);

test('a message that cannot be sent for a day is given up, listed, and sent again when an admin says so', async () => {
  const draft = await clinic.draft();
  await issueInvoice(clinic.app, { id: draft, notify: ['email'] }, clinic.clerk);
  const [work] = await clinic.rows<{ id: string; subject_id: string }>(
    `select o.id, o.subject_id from outbox o join messages m on m.id::text = o.subject_id where m.invoice_id = $1`,
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
  await clinic.app.db.read.deadLetters.addMessage(poison('{"no":"sense"}'));
  const [deadLetter] = await deadLetters();
  expect(deadLetter).toMatchObject({ kind: 'message', topic: 'work', last_error: 'not ours' });
  await redrive(clinic.app, deadLetter?.id ?? '', clinic.admin);
  expect(await deadLetters()).toEqual([]);
  await expect(clinic.rows(`update poison_messages set body = 'x'`)).rejects.toThrow('stays as it arrived');
  await expect(clinic.rows('delete from poison_messages')).rejects.toThrow('stays as it arrived');
});

test('with the queue away, a message that is put back stays in the list', async () => {
  await clinic.app.db.read.deadLetters.addMessage(poison('{}'));
  const [deadLetter] = await deadLetters();
  const away = {
    ...clinic.app,
    queues: { ...clinic.app.queues, requeue: () => Promise.reject(new Error('away')) },
  };
  await expect(redrive(away, deadLetter?.id ?? '', clinic.admin)).rejects.toThrow('away');
  expect(await deadLetters()).toHaveLength(1);
});

test('a message is written down once, stays whole, and can be set aside for good', async () => {
  const junk = { ...poison('?'), body: `not base64 ${'x'.repeat(64_000)}`, reason: 'It is not base64.' };
  for (let times = 0; times < 3; times++) await clinic.app.db.read.deadLetters.addMessage(junk);
  const [deadLetter, ...more] = await deadLetters();
  expect(more).toMatchObject([{ last_error: 'not ours' }]);
  expect(deadLetter?.subject_id).toBe(junk.body.slice(0, 400));
  await dismiss(clinic.app, deadLetter?.id ?? '', clinic.admin);
  expect((await deadLetters()).map(({ id }) => id)).not.toContain(deadLetter?.id);
  const [kept] = await clinic.rows<{ body: string }>('select body from poison_messages where id = $1', [
    deadLetter?.id,
  ]);
  expect(kept?.body).toBe(junk.body);
  await expect(dismiss(clinic.app, deadLetter?.id ?? '', clinic.admin)).rejects.toMatchObject({
    code: 'message_not_dead',
  });
  await expect(redrive(clinic.app, deadLetter?.id ?? '', clinic.admin)).rejects.toMatchObject({
    code: 'work_not_dead',
  });
  await expect(
    clinic.rows('update poison_messages set dismissed_at = null where id = $1', [deadLetter?.id]),
  ).rejects.toThrow('stays as it arrived');
  const [audit] = await clinic.rows(`select target_id from audit_logs where action = 'dismiss_message'`);
  expect(audit?.target_id).toBe(deadLetter?.id);
});

test('work that was given up is no message, and cannot be set aside', async () => {
  const [work] = await clinic.rows<{ id: string }>(
    `insert into outbox (topic, subject_id, request_id, state, settled_at) values ('reconcile', gen_random_uuid(), 'test', 'dead', now())
     returning id`,
  );
  await expect(dismiss(clinic.app, work?.id ?? '', clinic.admin)).rejects.toMatchObject({
    code: 'message_not_dead',
  });
  await redrive(clinic.app, work?.id ?? '', clinic.admin);
});

describe('an attempt is counted before it is made', () => {
  /** A process that takes the work and ends: nothing comes back from it. */
  const beginAndDie = async (id: string) => {
    await clinic.rows('update outbox set due_at = now() where id = $1', [id]);
    return clinic.app.db.read.outbox.claim(id, 60);
  };

  test('and work that ends the process five times is given up at the sixth, with that as its reason', async () => {
    const [work] = await clinic.rows<{ id: string }>(
      `insert into outbox (topic, subject_id, request_id) values ('archive', gen_random_uuid(), 'test') returning id`,
    );
    const id = work?.id ?? '';
    for (let crash = 0; crash < 5; crash++) expect(await beginAndDie(id)).toMatchObject({ crashes: crash });
    await clinic.rows('update outbox set due_at = now() where id = $1', [id]);
    await runWork(clinic.app, id);
    const [deadLetter] = await deadLetters();
    expect(deadLetter).toMatchObject({
      id,
      kind: 'work',
      last_error: 'The process ended 5 times while this was done.',
    });
    await redrive(clinic.app, id, clinic.admin);
    expect(await clinic.app.db.read.outbox.claim(id, 60)).toMatchObject({ attempts: 1, crashes: 0 });
  });

  test('no one else takes the work meanwhile, and the longer it was tried the longer it rests', async () => {
    const [work] = await clinic.rows<{ id: string }>(
      `insert into outbox (topic, subject_id, request_id) values ('archive', gen_random_uuid(), 'test') returning id`,
    );
    const id = work?.id ?? '';
    const rests: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      await beginAndDie(id);
      expect(await clinic.app.db.read.outbox.claim(id, 60)).toBeUndefined();
      const [row] = await clinic.rows<{ seconds: number }>(
        'select extract(epoch from due_at - now())::float as seconds from outbox where id = $1',
        [id],
      );
      rests.push(row?.seconds ?? 0);
    }
    expect(rests[0]).toBeGreaterThan(55);
    expect(rests[0]).toBeLessThan(80);
    expect(rests[5]).toBeGreaterThan(200);
  });
});

test('an event that fails again and again is set aside with its last error, and applied when that is corrected', async () => {
  const { id } = await clinic.issued();
  const { completed } = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.deliver(completed);
  const breaking = {
    ...clinic.app,
    stripe: {
      ...clinic.app.stripe,
      parseNotification: () => {
        throw new Error('no such field');
      },
    },
  };
  for (let attempt = 0; attempt < 8; attempt++) {
    await clinic.rows('update outbox set due_at = now() where subject_id = $1', [completed.id]);
    await clinic.apply(completed.id, breaking);
  }
  expect(await clinic.eventState(completed.id)).toEqual({
    state: 'quarantined',
    reason: 'too_many_attempts: Error: no such field',
  });
  expect(await kinds()).toContain(`quarantined_event ${completed.id}`);
  await replayEvent(clinic.app, completed.id, clinic.admin);
  await clinic.apply(completed.id);
  expect(await clinic.eventState(completed.id)).toMatchObject({ state: 'applied' });
  expect(await kinds()).not.toContain(`quarantined_event ${completed.id}`);
});

test('a message that did not arrive is no alert any more once it was sent again', async () => {
  const draft = await clinic.draft();
  await issueInvoice(clinic.app, { id: draft, notify: ['email'] }, clinic.clerk);
  const [message] = await clinic.rows<{ id: string }>('select id from messages where invoice_id = $1', [
    draft,
  ]);
  await clinic.app.db.read.messages.failed(message?.id ?? '', '550 no such mailbox', true);
  expect(await kinds()).toContain(`failed_message ${message?.id}`);
  await resendMessage(clinic.app, message?.id ?? '', clinic.clerk);
  expect(await kinds()).not.toContain(`failed_message ${message?.id}`);
});

test('an event that is not applied for a quarter of an hour is an alert until it is', async () => {
  const { id } = await clinic.issued();
  const { completed } = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.deliver(completed);
  expect((await kinds()).join()).not.toContain(completed.id);
  await withoutGuards(
    `update stripe_events set received_at = now() - interval '16 minutes' where id = '${completed.id}'`,
  );
  expect(await kinds()).toContain(`stuck_event ${completed.id}`);
  await clinic.apply(completed.id);
  expect((await kinds()).join()).not.toContain(completed.id);
});

test('a timer that begins and never ends is late, however often it begins', async () => {
  const { timers } = clinic.app.db.read;
  await timers.started('crashing-timer', 10);
  await clinic.rows(
    `update timer_runs set started_at = now() - interval '1 hour' where name = 'crashing-timer'`,
  );
  await timers.started('crashing-timer', 10);
  expect(await kinds()).toContain('stale_timer crashing-timer');
  await timers.ended('crashing-timer', null);
  expect(await kinds()).not.toContain('stale_timer crashing-timer');
});

test('failed payments, quarantined events and timers that stopped or fail are alerts', async () => {
  const { id } = await clinic.issued();
  const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.receive(events.intentFailed);
  const { completed } = paymentEvents({ invoiceId: randomUUID(), amountCents: 1_00 });
  await clinic.receive(completed);
  const { timers } = clinic.app.db.read;
  await timers.started('stopped-timer', 10);
  await clinic.rows(
    `update timer_runs set started_at = now() - interval '1 hour' where name = 'stopped-timer'`,
  );
  await timers.started('good-timer', 10);
  await timers.ended('good-timer', null);
  await timers.started('failing-timer', 10);
  for (let run = 0; run < 3; run++) await timers.ended('failing-timer', 'Error: no');
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
  await timers.ended('stopped-timer', null);
  await timers.ended('failing-timer', null);
  const left = (await kinds()).join('\n');
  for (const part of ['failed_payment', 'stale_timer', 'failing_timer']) expect(left).not.toContain(part);
});
