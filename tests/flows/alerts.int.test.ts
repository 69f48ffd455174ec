/** Alerts leave the machine once, say when they end, and survive channels that fail; an admin acknowledges those about access. */
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { acknowledgeAlert } from '../../functions/capabilities/alerts/acknowledge.ts';
import { notifyOperators } from '../../functions/capabilities/alerts/notify.ts';
import type { StaffCaller } from '../../functions/capabilities/ports/common.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { type Inbox, startInbox } from '../../infra/local/inbox/server.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

const SECRET = 'a test secret that is long enough for alerts';
const MINUTE = 60_000;

let clinic: TestClinic;
let inbox: Inbox;
let folder: string;
let now: Date;
/** What the webhook's receiver answers, and what it got. */
let status = 200;
const posted: { body: string; signature: string }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const signature = String(request.headers['x-clinic-signature']);
    if (status === 200) posted.push({ body: Buffer.concat(chunks).toString(), signature });
    response.writeHead(status).end();
  });
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account: { sid: 'AC0', token: 'none' } });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  now = new Date();
  clinic = await openClinic({
    now,
    settings: {
      SMTP_URL: inbox.smtpUrl,
      ALERT_EMAILS: 'ops@clinic.example, second@clinic.example',
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`,
      ALERT_WEBHOOK_SECRET: SECRET,
    },
  });
});
afterAll(async () => {
  await clinic.close();
  await inbox.stop();
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  status = 200;
  posted.length = 0;
  inbox.store.clear();
  await clinic.rows(`delete from alert_notices`);
  await clinic.rows(`delete from alert_channels`);
  await clinic.rows(`delete from timer_runs`);
});

/** Moves the clinic's clock on and sends what there is to send. */
async function notify(minutes = 2): Promise<void> {
  now = new Date(now.getTime() + minutes * MINUTE);
  clinic.at(now);
  await notifyOperators(clinic.app);
}
const mails = () => inbox.store.list().map(({ to, subject, text }) => ({ to, subject, text: text ?? '' }));
const brokenTimer = (name: string) =>
  clinic.rows(
    `insert into timer_runs (name, period_seconds, started_at, last_error, failures_in_a_row)
     values ($1, 60, now(), 'The disk is read-only.', 3)`,
    [name],
  );

describe('operators', () => {
  test('get one mail each and one signed request when an alert begins, none while it lasts, and one when it ends', async () => {
    await brokenTimer('backups-make');
    await notify();
    expect(
      mails()
        .map(({ to, subject }) => `${to} ${subject}`)
        .sort(),
    ).toEqual([
      'ops@clinic.example [Harbour Street Clinic] Scheduled job failing',
      'second@clinic.example [Harbour Street Clinic] Scheduled job failing',
    ]);
    expect(mails()[0]?.text).toContain('The disk is read-only.');
    expect(mails()[0]?.text).toContain('/staff/attention');
    const [request] = posted;
    const [, seconds = '', mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request?.signature ?? '') ?? [];
    expect(mac).toBe(createHmac('sha256', SECRET).update(`${seconds}.${request?.body}`).digest('hex'));
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      type: 'alerts',
      alerts: [{ kind: 'failing_timer', subject_id: 'backups-make', phase: 'opened', resolved_at: null }],
    });

    for (let runs = 0; runs < 3; runs++) await notify();
    expect([mails().length, posted.length]).toEqual([2, 1]);

    await clinic.rows('delete from timer_runs');
    await notify();
    expect(posted.length, 'it may come back at once').toBe(1);
    await notify(5);
    expect(mails().map(({ subject }) => subject)).toContain(
      '[Harbour Street Clinic] Resolved: Scheduled job failing',
    );
    expect(JSON.parse(posted[1]?.body ?? '')).toMatchObject({ alerts: [{ phase: 'resolved' }] });
    await notify(60);
    expect(posted.length).toBe(2);
  });

  test('get no second message for an alert that is gone for a moment only', async () => {
    await brokenTimer('work-sweep');
    await notify();
    await clinic.rows('delete from timer_runs');
    await notify();
    await brokenTimer('work-sweep');
    await notify();
    await notify(10);
    expect(posted.length).toBe(1);
  });

  test('get several alerts in one message, without the names and reasons of people', async () => {
    await brokenTimer('work-sweep');
    const id = await adminNamed('Zoë Unmistakable', clinic.admin.actor.id);
    await notify();
    expect(posted.length).toBe(1);
    expect(mails()[0]?.subject).toBe('[Harbour Street Clinic] 2 new alerts');
    const all = JSON.stringify([mails(), posted]);
    expect(all).toContain(id);
    expect(all).not.toContain('Unmistakable');
    await clinic.rows(
      'update staff set disabled_at = now() where id = (select staff_id from staff_access_grants where id = $1)',
      [id],
    );
    await clinic.rows('delete from timer_runs');
    await notify(6);
    // What a person was given is over, not repaired: only the job is resolved.
    expect(JSON.parse(posted[1]?.body ?? '').alerts.map(({ kind }: { kind: string }) => kind)).toEqual([
      'failing_timer',
    ]);
  });
});

describe('a channel that fails', () => {
  test('is tried again, harms no other, is an alert itself, and that one is resolved', async () => {
    await brokenTimer('work-sweep');
    status = 503;
    for (let runs = 0; runs < 3; runs++) await notify();
    expect(mails().filter(({ subject }) => subject.includes('Scheduled job failing'))).toHaveLength(2);
    expect(posted).toEqual([]);
    const failing = (await findAlerts(clinic.app)).find(({ kind }) => kind === 'alert_channel_failing');
    expect(failing).toMatchObject({
      id: 'webhook',
      reason:
        '3 alerts in a row could not be sent by webhook: The address of ALERT_WEBHOOK_URL answered 503.',
    });
    await notify();
    expect(mails().map(({ subject }) => subject)).toContain(
      '[Harbour Street Clinic] Alerts do not reach the operators',
    );
    status = 200;
    await notify();
    expect(
      JSON.parse(posted[0]?.body ?? '')
        .alerts.map(({ kind }: { kind: string }) => kind)
        .sort(),
    ).toEqual(['alert_channel_failing', 'failing_timer']);
    expect((await findAlerts(clinic.app)).map(({ kind }) => kind)).not.toContain('alert_channel_failing');
  });

  test('is forgotten when it is no longer set', async () => {
    await brokenTimer('work-sweep');
    status = 503;
    for (let runs = 0; runs < 3; runs++) await notify();
    await notifyOperators({ ...clinic.app, channels: [] });
    expect(await clinic.app.db.read.alerts.channels()).toEqual([]);
  });
});

describe('the system’s own alerts', () => {
  const kinds = async () => (await findAlerts(clinic.app)).map(({ kind, id }) => `${kind} ${id}`);

  test('a disk that is nearly full and a certificate that expires, from what any process reads', async () => {
    const reading = (name: string, labels: Record<string, string>, value: number) => ({
      name,
      labels,
      value,
    });
    const store = clinic.app.db.read.metrics;
    const disk = (free: number) => [
      reading('clinic_disk_free_bytes', { process: '1-a', folder: '/data' }, free),
      reading('clinic_disk_size_bytes', { process: '1-a', folder: '/data' }, 100 * 1024 ** 3),
    ];
    await store.report('1-a', [
      ...disk(20 * 1024 ** 3),
      reading('clinic_certificate_expires_seconds', {}, 20 * 86_400),
    ]);
    expect(await kinds()).toEqual([]);
    await store.report('1-a', [
      ...disk(5 * 1024 ** 3),
      reading('clinic_certificate_expires_seconds', {}, 13.5 * 86_400),
    ]);
    expect(await kinds()).toEqual(
      expect.arrayContaining(['disk_low /data', 'certificate_expiring certificate']),
    );
    await clinic.rows('delete from process_readings');
  });

  test('webhooks that do not arrive, until one does', async () => {
    const event = (id: string, source: string, created: string) =>
      clinic.rows(
        `insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, request_id, state, settled_at, received_at)
         values ($1, 'x', false, now() - $3::interval, '', sha256(''), $2, 'test', 'ignored', now(), now() - $3::interval + interval '5 minutes')`,
        [id, source, created],
      );
    await event('evt_first', 'webhook', '3 hours');
    expect(await kinds()).not.toContain('webhook_silence stripe');
    await event('evt_missed', 'recovery', '2 hours');
    expect(await kinds()).toContain('webhook_silence stripe');
    await event('evt_again', 'webhook', '1 hour');
    expect(await kinds()).not.toContain('webhook_silence stripe');
  });
});

/** An admin whom another one invited; gives the id of the alert. */
async function adminNamed(name: string, grantedBy: string | null): Promise<string> {
  const [row] = await clinic.rows<{ id: string }>(
    `with hired as (insert into staff (email, name, role, password_hash)
       values ($1, $2, 'admin', (select password_hash from staff where role = 'admin' limit 1)) returning id)
     insert into staff_access_grants (staff_id, kind, granted_by, granted_at)
     select id, 'invited', $3, now() from hired returning id`,
    [`${randomUUID()}@clinic.example`, name, grantedBy],
  );
  return row?.id ?? '';
}

describe('an alert about access', () => {
  const open = async (id: string) =>
    (await findAlerts(clinic.app)).some((alert) => alert.kind === 'admin_access' && alert.id === id);
  const as = (staffId: string): StaffCaller => ({
    ...clinic.admin,
    actor: { ...clinic.admin.actor, id: staffId },
  });
  const staffOf = async (id: string) =>
    (
      await clinic.rows<{ staff_id: string }>('select staff_id from staff_access_grants where id = $1', [id])
    )[0]?.staff_id ?? '';
  const acknowledge = (id: string, by: StaffCaller) =>
    acknowledgeAlert(clinic.app, { kind: 'admin_access', id }, by);

  test('is acknowledged once by another admin, and that is in the audit trail', async () => {
    const id = await adminNamed('Ben Invited', null);
    const about = await staffOf(id);
    await expect(acknowledge(id, as(about))).rejects.toMatchObject({ code: 'own_alert' });
    expect(await open(id)).toBe(true);
    await acknowledge(id, clinic.admin);
    expect(await open(id)).toBe(false);
    await expect(acknowledge(id, clinic.admin)).rejects.toMatchObject({ code: 'alert_not_found' });
    const rows = await clinic.rows(
      `select actor_id, target_id, details from audit_logs where action = 'acknowledge_alert'`,
    );
    expect(rows).toEqual([
      {
        actor_id: clinic.admin.actor.id,
        target_id: id,
        details: { kind: 'admin_access', staff_id: about },
      },
    ]);
    await expect(clinic.rows('delete from alert_acknowledgements')).rejects.toThrow();
  });

  test('is not acknowledged by whoever gave the access while a third admin can do it', async () => {
    const third = await staffOf(await adminNamed('Tess Third', null));
    const id = await adminNamed('Gil Given', clinic.admin.actor.id);
    await expect(acknowledge(id, clinic.admin)).rejects.toMatchObject({ code: 'own_alert' });
    await acknowledge(id, as(third));
    expect(await open(id)).toBe(false);
  });

  test('that is not there is not found', async () => {
    await expect(acknowledge(randomUUID(), clinic.admin)).rejects.toMatchObject({ code: 'alert_not_found' });
  });
});
