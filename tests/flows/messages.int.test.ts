/** Messages and reminders, sent to the local sink: once per cause, whatever the mail server and the workers do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { recordDeliveryStatus } from '../../functions/capabilities/messages/record-delivery.ts';
import { resendMessage } from '../../functions/capabilities/messages/resend.ts';
import { changePatient } from '../../functions/capabilities/patients/update.ts';
import { declineReminders } from '../../functions/capabilities/reminders/decline.ts';
import { pauseReminders } from '../../functions/capabilities/reminders/pause.ts';
import { previewReminders } from '../../functions/capabilities/reminders/preview.ts';
import { remindInvoice } from '../../functions/capabilities/reminders/remind.ts';
import { sweepReminders } from '../../functions/capabilities/reminders/sweep.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { readConfig } from '../../functions/config.ts';
import { type Inbox, startInbox } from '../../infra/local/inbox/server.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const by = bySystem('test');
let folder: string;
let inbox: Inbox;
let clinic: TestClinic;
/** Another host on the same database. */
let second: ReturnType<typeof createApp>;
const never = new Promise<string>(() => undefined);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messages-'));
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account: { sid: 'AC1', token: 'secret' } });
  const settings = {
    SMTP_URL: inbox.smtpUrl,
    TWILIO_API_BASE: inbox.url,
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 'secret',
    TWILIO_FROM: '+15550100000',
  };
  clinic = await openClinic({ settings });
  second = createApp(
    readConfig({
      ...testSettings({ appUrl: clinic.database.appUrl, storage: inject('storage') }),
      ...settings,
    }),
  );
});
afterAll(async () => {
  await second.close();
  await clinic.close();
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  inbox.store.clear();
  await faults({});
  clinic.at(new Date());
});

const faults = (change: object) =>
  fetch(`${inbox.url}/_control/faults`, { method: 'POST', body: JSON.stringify(change) });

/** Does all the work that is due about an invoice's messages, as the queue would; `late` does what waits too. */
async function work(invoiceId: string): Promise<void> {
  await clinic.rows(
    `update outbox set due_at = now() where state = 'pending' and (subject_id = $1::text or subject_id in
       (select id::text from messages where invoice_id = $1::uuid))`,
    [invoiceId],
  );
  const due = await clinic.rows<{ id: string }>(
    `select id from outbox where state = 'pending' and topic in ('send_message', 'remind')
       and (subject_id = $1::text or subject_id in (select id::text from messages where invoice_id = $1::uuid))`,
    [invoiceId],
  );
  for (const { id } of due) await runWork(clinic.app, id);
}
const messagesOf = async (invoiceId: string) =>
  (await clinic.app.db.read.messages.list({ invoiceId }, { limit: 50 })).data;

async function issuedTo(channel: 'email' | 'sms', contact: object = {}): Promise<string> {
  const patientId = await clinic.patient({ phone: '+15550107777', ...contact });
  const id = await clinic.draft({ patientId });
  await issueInvoice(clinic.app, { id, notify: [channel] }, clinic.clerk);
  return id;
}

describe('a message', () => {
  /** The work of the only message of an invoice. */
  async function workOf(invoiceId: string): Promise<string> {
    const [row] = await clinic.rows<{ id: string }>(
      `select o.id from outbox o join messages m on m.id::text = o.subject_id where m.invoice_id = $1`,
      [invoiceId],
    );
    return row?.id ?? '';
  }
  const timesNoted = async (invoiceId: string): Promise<number> =>
    (
      await clinic.rows(
        `select 1 from audit_logs where action = 'send_message' and target_id in
           (select id::text from messages where invoice_id = $1)`,
        [invoiceId],
      )
    ).length;

  test.each(['email', 'sms'] as const)(
    'by %s is sent once, though the queue delivers it twenty times to two hosts at the same instant',
    async (channel) => {
      const id = await issuedTo(channel);
      const workId = await workOf(id);
      const hosts = [clinic.app, second];
      await Promise.all(Array.from({ length: 20 }, (_, turn) => runWork(hosts[turn % 2] ?? second, workId)));
      for (let turn = 0; turn < 5; turn++) await runWork(clinic.app, workId);
      expect(inbox.store.list()).toHaveLength(1);
      expect(await messagesOf(id)).toMatchObject([{ kind: 'invoice', state: 'sent', attempts: 1 }]);
      expect(await timesNoted(id)).toBe(1);
    },
  );

  test.each(['email', 'sms'] as const)(
    'by %s whose process was killed between the acceptance and the note reaches the patient once',
    async (channel) => {
      const id = await issuedTo(channel);
      const { mail, sms } = clinic.app;
      const dying = {
        ...clinic.app,
        mail: { ...mail, send: (each: Parameters<typeof mail.send>[0]) => mail.send(each).then(() => never) },
        sms: { ...sms, send: (each: Parameters<typeof sms.send>[0]) => sms.send(each).then(() => never) },
      };
      void runWork(dying, await workOf(id));
      await expect.poll(() => inbox.store.list().length).toBe(1);
      expect(await messagesOf(id)).toMatchObject([{ state: 'pending', attempts: 1 }]);
      await work(id);
      expect(inbox.store.list()).toHaveLength(1);
      expect(await messagesOf(id)).toMatchObject([{ state: 'sent', attempts: 2 }]);
      expect(await timesNoted(id)).toBe(1);
    },
  );

  test('whose sender stalled beyond its lease is sent by another, noted once, and is one mail to the mailbox', async () => {
    const id = await issuedTo('email');
    let wake = (): void => undefined;
    const stalled = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const { mail } = clinic.app;
    const slow = {
      ...clinic.app,
      mail: {
        ...mail,
        send: async (each: Parameters<typeof mail.send>[0]) => {
          await stalled;
          return mail.send(each);
        },
      },
    };
    const first = runWork(slow, await workOf(id));
    await expect.poll(async () => (await messagesOf(id))[0]?.attempts).toBe(1);
    await work(id);
    wake();
    await first;
    expect(inbox.store.list()).toHaveLength(1);
    expect(await messagesOf(id)).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(await timesNoted(id)).toBe(1);
  });

  test('is sent once whatever the clocks of the hosts say', async () => {
    const id = await issuedTo('email');
    for (const year of [2020, 2040, 2026]) {
      clinic.at(new Date(Date.UTC(year, 5, 1)));
      await runWork(clinic.app, await workOf(id));
    }
    expect(inbox.store.list()).toHaveLength(1);
  });

  test('that the server refuses for now is tried again, and arrives once', async () => {
    const id = await issuedTo('email');
    await faults({ mail: 'reject', times: 2 });
    await work(id);
    await work(id);
    expect(inbox.store.list()).toHaveLength(0);
    await work(id);
    expect(inbox.store.list()).toHaveLength(1);
    expect(await messagesOf(id)).toMatchObject([{ state: 'sent', attempts: 3, last_error: null }]);
  });

  test('that was taken though the line broke is known by its Message-ID and shown once', async () => {
    const id = await issuedTo('email');
    await faults({ mail: 'drop', times: 1 });
    await work(id);
    expect(await messagesOf(id)).toMatchObject([{ state: 'pending' }]);
    await work(id);
    expect(inbox.store.list()).toHaveLength(1);
    expect(await messagesOf(id)).toMatchObject([{ state: 'sent' }]);
  });

  test('as a text that was taken without an answer is found at the provider and not sent again', async () => {
    const id = await issuedTo('sms');
    await faults({ sms: 'drop', times: 1 });
    await work(id);
    await work(id);
    expect(inbox.store.list('+15550107777')).toHaveLength(1);
    expect(await messagesOf(id)).toMatchObject([{ channel: 'sms', state: 'sent', attempts: 2 }]);
  });

  test.each([
    { channel: 'email' as const, fault: { mail: 'bounce' } },
    { channel: 'sms' as const, fault: { sms: 'reject' } },
  ])(
    'by $channel to an address that is no more bounces, is not tried again, and can be resent',
    async ({ channel, fault }) => {
      const id = await issuedTo(channel);
      await faults({ ...fault, times: 1 });
      await work(id);
      await work(id);
      const [bounced] = await messagesOf(id);
      expect(bounced).toMatchObject({ state: 'failed', bounced: true, attempts: 1 });
      await resendMessage(clinic.app, bounced?.id ?? '', clinic.clerk);
      await work(id);
      expect((await messagesOf(id)).map(({ state }) => state)).toEqual(['sent', 'failed']);
      expect(inbox.store.list()).toHaveLength(1);
    },
  );

  test('of which the provider says that it arrived is not sent again, though its answer was lost', async () => {
    const id = await issuedTo('sms');
    await faults({ sms: 'drop', times: 1 });
    await work(id);
    const [lost] = await messagesOf(id);
    const news = {
      messageId: lost?.id ?? '',
      provider: 'twilio',
      noticeId: 'SM1 delivered',
      occurredAt: null,
      providerId: 'SM1',
      outcome: 'delivered',
      reason: null,
    } as const;
    await recordDeliveryStatus(clinic.app, [news], by);
    await work(id);
    expect(inbox.store.list('+15550107777')).toHaveLength(1);
    expect(await messagesOf(id)).toMatchObject([
      { state: 'sent', attempts: 1, delivered_at: expect.any(String) },
    ]);
  });

  test('shows where it went, masked, also when the patient has another address by now', async () => {
    const id = await issuedTo('email', { email: 'ana.perez@patients.example' });
    await faults({ mail: 'bounce', times: 1 });
    await work(id);
    const [bounced] = await messagesOf(id);
    expect(bounced).toMatchObject({
      address: 'a•••@patients.example',
      address_changed: false,
      needs_attention: true,
      last_error: 'The mailbox does not exist or refuses our mail (550).',
    });
    await changePatient(
      clinic.app,
      { id: bounced?.patient_id ?? '', version: undefined },
      { email: 'p@other.example' },
      clinic.clerk,
    );
    expect(await messagesOf(id)).toMatchObject([{ address: 'a•••@patients.example', address_changed: true }]);
    await resendMessage(clinic.app, bounced?.id ?? '', clinic.clerk);
    await work(id);
    expect(await messagesOf(id)).toMatchObject([
      { state: 'sent', address: 'p•••@other.example', address_changed: false },
      { state: 'failed', needs_attention: false },
    ]);
    expect(inbox.store.list('p@other.example')).toHaveLength(1);
  });

  test('that waits says why in plain words', async () => {
    const id = await issuedTo('email');
    await faults({ mail: 'reject', times: 1 });
    await work(id);
    expect(await messagesOf(id)).toMatchObject([
      {
        state: 'pending',
        attempts: 1,
        needs_attention: false,
        last_error: 'The mail server does not take it for now (451).',
      },
    ]);
  });

  test('never changes its mind: the database refuses to make it unsent, or to try a bounced one again', async () => {
    const id = await issuedTo('email');
    await work(id);
    const to = (state: string) =>
      clinic.rows('update messages set state = $2 where invoice_id = $1', [id, state]);
    await expect(to('pending')).rejects.toThrow('is sent and does not become pending');
    await expect(to('skipped')).rejects.toThrow('is sent and does not become skipped');
    await clinic.rows(`update messages set state = 'failed', bounced = true where invoice_id = $1`, [id]);
    await expect(to('pending')).rejects.toThrow('is failed and does not become pending');
    await expect(to('sent')).rejects.toThrow('is failed and does not become sent');
  });

  test('names the clinic, the number and the link, in the patient’s language, and no treatment', async () => {
    const id = await issuedTo('email', { language: 'es', dob: '1980-01-02' });
    await work(id);
    const [mail] = inbox.store.list();
    expect(mail?.subject).toMatch(/^Factura CLINIC-\d{6}-\d{4} de Harbour Street Clinic$/);
    for (const part of [mail?.text ?? '', mail?.html ?? '']) {
      expect(part).toContain('/patient/invoice/');
      expect(part).not.toContain('Consultation');
      expect(part).not.toContain('1980');
    }
  });
});

describe('reminders', () => {
  // Noon in New York, a fortnight before the due date.
  const noon = (date: string) => new Date(`${date}T17:00:00Z`);
  const remind = async (id: string) => {
    await sweepReminders(clinic.app, by);
    await work(id);
  };
  /** Issued long enough ago that the clinic may write again. */
  async function open(dueOn: string): Promise<string> {
    const { id } = await clinic.issued({ dueOn });
    return id;
  }
  const sent = async (id: string) => (await messagesOf(id)).filter(({ kind }) => kind === 'reminder');

  test('are sent on their days, once each, however often the sweep runs, with a link that works', async () => {
    const id = await open('2027-03-20');
    clinic.at(noon('2027-03-16'));
    await remind(id);
    expect(await sent(id)).toHaveLength(0);
    clinic.at(noon('2027-03-17'));
    for (let run = 0; run < 5; run++) await remind(id);
    expect(await sent(id)).toMatchObject([{ state: 'sent' }]);
    expect(inbox.store.list()[0]?.subject).toContain('Reminder');
    expect(inbox.store.list()[0]?.text).toContain('/patient/invoice/');
  });

  test('wait for the morning', async () => {
    const id = await open('2027-03-20');
    clinic.at(new Date('2027-03-18T02:30:00Z'));
    await remind(id);
    expect(await sent(id)).toHaveLength(0);
    clinic.at(new Date('2027-03-18T12:30:00Z'));
    await remind(id);
    expect(await sent(id)).toHaveLength(1);
  });

  test('do not go out when the invoice is paused, the patient declines, or it was paid meanwhile', async () => {
    const [paused, declined, paid] = await Promise.all(['2027-05-20', '2027-05-20', '2027-05-20'].map(open));
    if (!paused || !declined || !paid) throw new Error('Three invoices were issued.');
    await pauseReminders(clinic.app, paused, true, clinic.clerk);
    const { patient_id: patientId } = await clinic.invoice(declined);
    await declineReminders(clinic.app, patientId, true, clinic.clerk);
    clinic.at(noon('2027-05-17'));
    const plan = await previewReminders(clinic.app, { days: 0, limit: 50, after: undefined });
    const reasons = new Map(plan.data.map(({ invoiceId, next }) => [invoiceId, next]));
    expect(reasons.get(paused)).toEqual({ none: 'paused' });
    expect(reasons.get(declined)).toEqual({ none: 'declined' });
    expect(reasons.get(paid)).toEqual({ step: -3, on: '2027-05-17' });

    // Asked for, then paid before the message leaves.
    await sweepReminders(clinic.app, by);
    const [asked] = await clinic.rows<{ id: string }>(
      `select id from outbox where topic = 'remind' and subject_id = $1`,
      [paid],
    );
    await runWork(clinic.app, asked?.id ?? '');
    await clinic.receive(paymentEvents({ invoiceId: paid, amountCents: 100_00 }).completed);
    for (const id of [paused, declined, paid]) await work(id);
    expect((await sent(paid)).map(({ state }) => state)).toEqual(['skipped']);
    expect([...(await sent(paused)), ...(await sent(declined))]).toEqual([]);
  });

  test('that wait already are not sent when the patient declines, the invoice is paused or reminders are switched off', async () => {
    const asked = async (dueOn: string): Promise<string> => {
      const id = await open(dueOn);
      clinic.at(noon('2027-06-17'));
      await remindInvoice(clinic.app, id, by);
      return id;
    };
    const [declined, paused, off] = [
      await asked('2027-06-20'),
      await asked('2027-06-20'),
      await asked('2027-06-20'),
    ];
    const { patient_id: patientId } = await clinic.invoice(declined);
    await declineReminders(clinic.app, patientId, true, clinic.clerk);
    await pauseReminders(clinic.app, paused, true, clinic.clerk);
    for (const id of [declined, paused]) await work(id);
    await changeSettings(clinic.app, { reminders: { enabled: false } }, undefined, clinic.admin);
    await work(off);
    await changeSettings(clinic.app, { reminders: { enabled: true } }, undefined, clinic.admin);
    const outcomes = async (id: string) =>
      (await sent(id)).map(({ state, last_error }) => [state, last_error]);
    expect(await outcomes(declined)).toEqual([['skipped', 'The patient has opted out of reminders.']]);
    expect(await outcomes(paused)).toEqual([['skipped', 'Reminders of this invoice were paused meanwhile.']]);
    expect(await outcomes(off)).toEqual([['skipped', 'Reminders were switched off meanwhile.']]);
  });

  test('that the mail server did not take in the evening wait for the morning, and the night does not count as tries', async () => {
    const id = await open('2027-07-20');
    clinic.at(new Date('2027-07-17T23:55:00Z'));
    await faults({ mail: 'reject', times: 1 });
    await remind(id);
    await work(id);
    expect(await sent(id)).toMatchObject([{ state: 'pending', attempts: 1 }]);
    clinic.at(new Date('2027-07-18T03:00:00Z'));
    await work(id);
    const [waiting] = await clinic.rows<{ attempts: number; seconds: number }>(
      `select o.attempts, extract(epoch from o.due_at - now())::int as seconds
       from outbox o join messages m on m.id::text = o.subject_id where m.invoice_id = $1 and m.kind = 'reminder'`,
      [id],
    );
    // Eleven in the evening in New York; nine hours to eight.
    expect(waiting?.attempts).toBe(1);
    expect(Math.abs((waiting?.seconds ?? 0) - 9 * 3600)).toBeLessThan(60);
    clinic.at(new Date('2027-07-18T12:00:00Z'));
    await work(id);
    expect(await sent(id)).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  test('stop at the most that the rules allow, and can be switched off', async () => {
    const id = await open('2027-08-01');
    await changeSettings(clinic.app, { reminders: { max_per_invoice: 1 } }, undefined, clinic.admin);
    for (const date of ['2027-07-29', '2027-08-02', '2027-08-08']) {
      clinic.at(noon(date));
      await remind(id);
    }
    expect(await sent(id)).toHaveLength(1);
    const rules = { max_per_invoice: 4, enabled: false };
    await changeSettings(clinic.app, { reminders: rules }, undefined, clinic.admin);
    clinic.at(noon('2027-08-22'));
    await remind(id);
    expect(await sent(id)).toHaveLength(1);
    await changeSettings(clinic.app, { reminders: { enabled: true } }, undefined, clinic.admin);
  });
});

test('settings have versions: who read an older one is refused, and the audit has both values', async () => {
  const before = await clinic.app.db.read.settings.get();
  await changeSettings(clinic.app, { archive: { after_days: 400 } }, before.version, clinic.admin);
  await expect(
    changeSettings(clinic.app, { archive: { after_days: 500 } }, before.version, clinic.admin),
  ).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const [audit] = await clinic.rows(
    `select details from audit_logs where action = 'change_settings' order by sequence desc limit 1`,
  );
  expect(audit?.details).toMatchObject({
    archive: { before: { after_days: 730 }, after: { after_days: 400 } },
  });
  await expect(clinic.rows('delete from clinic_settings')).rejects.toThrow('rows are only ever added');
});
