/** What the desk reads most is one statement: session, right, rows and the row in the audit, all of it or nothing. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeskReader } from '../../functions/capabilities/ports/desk.ts';
import { day } from '../../functions/domain/calendar.ts';
import { deskReads } from '../../functions/edges/postgres/desk-reads.ts';
import { queryOn } from '../../functions/edges/postgres/pool.ts';
import { createEncryption } from '../../functions/edges/security/encryption.ts';
import { readInvoice, readInvoiceAtOnce } from '../../functions/http/replies/invoices.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

const PAGE = { limit: 20, cursor: undefined };
const TIME_ZONE = 'America/New_York';

let clinic: TestClinic;
let invoice: { id: string; patient_id: string; invoice_number: string | null };
let sessionId: string;

beforeAll(async () => {
  clinic = await openClinic();
  invoice = await clinic.issued({ notes: 'Sensitive to latex.' });
});
afterAll(() => clinic.close());
beforeEach(async () => {
  sessionId = await newSession(clinic.clerk.actor.id);
});

async function newSession(staffId: string): Promise<string> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  return clinic.app.db.read.sessions.open({
    ...{ staffId, expiresAt },
    ...{ delivery: 'cookie', address: null, agent: null },
  });
}

const reader = (change: Partial<DeskReader> = {}): DeskReader => ({
  staffId: clinic.clerk.actor.id,
  sessionId,
  now: new Date(),
  roles: ['admin', 'billing_clerk'],
  requestId: randomUUID(),
  address: '203.0.113.9',
  entry: { action: 'read_invoice', targetType: 'invoice', targetId: invoice.id, details: { operation: 'o' } },
  ...change,
});
const today = day('2026-11-27');
const filter = (change: object = {}) => ({ today, timeZone: TIME_ZONE, ...change });
const read = (by: DeskReader, id = invoice.id) => clinic.app.db.desk.invoice(by, id, today);
const recorded = async (by: DeskReader) =>
  clinic.rows<{ target_id: string; details: { ids?: string[] }; address: string }>(
    'select target_id, details, address from audit_logs where request_id = $1',
    [by.requestId],
  );

test('an invoice is answered as the ordinary way answers it, and recorded', async () => {
  const by = reader();
  const found = await readInvoiceAtOnce(clinic.app, by, invoice.id);
  expect(JSON.parse(found?.json ?? '')).toEqual(
    JSON.parse(JSON.stringify(await readInvoice(clinic.app, invoice.id))),
  );
  expect(JSON.parse(found?.json ?? '')).toMatchObject({
    notes: 'Sensitive to latex.',
    patient_link: { url: expect.any(String) },
  });
  expect(await recorded(by)).toEqual([
    { target_id: invoice.id, details: { operation: 'o' }, address: '203.0.113.9' },
  ]);
});

test('lists go on from page to page as the ordinary way does, and are recorded with their ids', async () => {
  const patientId = await clinic.patient();
  for (let count = 0; count < 3; count++) await clinic.draft({ patientId });
  const two = { limit: 1, cursor: undefined };
  const by = reader();
  const first = JSON.parse(
    (await clinic.app.db.desk.invoices(by, filter({ patientId, status: 'draft' }), two)) ?? '',
  );
  const ordinary = await clinic.app.db.read.invoices.list(filter({ patientId, status: 'draft' }), two);
  expect(first).toEqual(JSON.parse(JSON.stringify(ordinary)));
  expect((await recorded(by))[0]?.details.ids).toEqual([first.data[0].id]);
  const ids: string[] = [];
  for (let cursor: string | undefined = undefined, more = true; more; ) {
    const page = JSON.parse(
      (await clinic.app.db.desk.invoices(reader(), filter({ patientId }), { limit: 1, cursor })) ?? '',
    );
    ids.push(page.data[0].id);
    cursor = page.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  expect(new Set(ids).size).toBe(3);
});

test('a whole number and a name are found, as the ordinary way finds them', async () => {
  const byNumber = await clinic.app.db.desk.invoices(
    reader(),
    filter({ query: invoice.invoice_number?.toLowerCase() }),
    PAGE,
  );
  expect(JSON.parse(byNumber ?? '').data).toMatchObject([{ id: invoice.id }]);
  const name = `Quillon ${randomUUID().slice(0, 8)}`;
  const id = await clinic.patient({ name, email: 'quillon@patients.example', phone: '+12125550199' });
  const found = await clinic.app.db.desk.patients(reader(), name, PAGE, undefined);
  const [ordinary] = (await clinic.app.db.read.patients.search(name, PAGE)).data;
  expect(ordinary).toMatchObject(found?.data[0] ?? {});
  expect(found?.data).toMatchObject([{ id, email: 'quillon@patients.example', phone: '+12125550199' }]);
  const byEmail = await clinic.app.db.desk.patients(reader(), 'quillon@patients.example', PAGE, undefined);
  expect(byEmail?.data).toMatchObject([{ id }]);
});

test.each(['CLINIC-209901-0001', 'CLINIC-2026', 'Ana'])(
  '%s is left to the ordinary way, unrecorded',
  async (query) => {
    const by = reader();
    expect(await clinic.app.db.desk.invoices(by, filter({ query }), PAGE)).toBeUndefined();
    expect(await recorded(by)).toEqual([]);
  },
);

describe('nothing is answered and nothing is recorded', () => {
  const refused = async (by: DeskReader, id?: string) => {
    expect(await read(by, id)).toBeUndefined();
    expect(await recorded(by)).toEqual([]);
  };

  test('of an invoice that is not there', () => refused(reader(), randomUUID()));
  test('to a role that may not', () => refused(reader({ roles: ['admin'] })));
  test('to a session of another person', () => refused(reader({ staffId: clinic.admin.actor.id })));
  test('to a session that is not there', () => refused(reader({ sessionId: randomUUID() })));
  test('to a session that ended', async () => {
    await clinic.app.db.read.sessions.revoke(sessionId, 'signed_out');
    await refused(reader());
  });
  test('to a session whose time is over', async () => {
    const now = new Date(Date.now() + 3_600_001);
    await clinic.owner.query('update sessions set last_seen_at = $2 where id = $1', [sessionId, now]);
    await refused(reader({ now }));
  });
  test('to a session that was not used for a minute, which may be idle', () =>
    refused(reader({ now: new Date(Date.now() + 61_000) })));

  test('to a person whose account is disabled', async () => {
    await clinic.owner.query('update staff set disabled_at = now() where id = $1', [clinic.clerk.actor.id]);
    await refused(reader());
    await clinic.owner.query('update staff set disabled_at = null where id = $1', [clinic.clerk.actor.id]);
    expect(await read(reader())).toBeDefined();
  });

  test('to a person who must set up two-factor authentication first', async () => {
    const security = (value: object) =>
      clinic.owner.query('update clinic_settings set security = $1, version = version + 1', [
        JSON.stringify(value),
      ]);
    const [before] = await clinic.rows<{ security: object }>('select security from clinic_settings');
    await security({ second_factor: 'required' });
    await refused(reader());
    await security(before?.security ?? {});
    expect(await read(reader())).toBeDefined();
  });
});

test('of reads that share a statement, one that cannot be recorded harms no other', async () => {
  const refusing = randomUUID();
  await clinic.owner.query(`create function refuse_request() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
    create trigger refuse_request before insert on audit_logs for each row when (new.request_id = '${refusing}')
      execute function refuse_request()`);
  try {
    const readers = Array.from({ length: 8 }, (_, index) =>
      reader(index === 3 ? { requestId: refusing } : {}),
    );
    const results = await Promise.allSettled(readers.map((by) => read(by)));
    const good = results.map((result) => result.status === 'fulfilled' && result.value !== undefined);
    expect(good).toEqual(readers.map((by) => by.requestId !== refusing));
    for (const by of readers) expect(await recorded(by)).toHaveLength(by.requestId === refusing ? 0 : 1);
  } finally {
    await clinic.owner.query('drop trigger refuse_request on audit_logs; drop function refuse_request()');
  }
});

test('one reader is one statement, and many readers at once are few', async () => {
  const pool = new pg.Pool({ connectionString: clinic.database.appUrl, max: 2 });
  try {
    let statements = 0;
    const on = queryOn(pool);
    const key = { active: 'k1', keys: new Map([['k1', Buffer.alloc(32)]]) };
    const desk = deskReads(
      (text, values) => {
        statements++;
        return on(text, values);
      },
      createEncryption(key, Buffer.alloc(32)),
    );
    const other = await clinic.issued();
    await desk.invoice(reader(), other.id, today);
    expect(statements).toBe(1);
    await Promise.all(Array.from({ length: 40 }, () => desk.invoice(reader(), other.id, today)));
    expect(statements).toBeLessThanOrEqual(4);
  } finally {
    await pool.end();
  }
});

test('reports that take every connection of their share do not keep the desk waiting', async () => {
  const locking = await clinic.owner.connect();
  await locking.query('begin; lock table ledger_totals, open_totals in access exclusive mode');
  const { read: ordinary } = clinic.app.db;
  // More than the share has connections: the others wait for a free one.
  const reports = Array.from({ length: 5 }, () => ordinary.invoices.dashboard('usd', today, TIME_ZONE));
  let answered = 0;
  for (const report of reports)
    report.then(
      () => answered++,
      () => answered++,
    );
  try {
    expect(await read(reader())).toBeDefined();
    expect((await ordinary.invoices.list(filter(), PAGE)).data.length).toBeGreaterThan(0);
    expect(await ordinary.sessions.staffOf(sessionId, new Date())).toBeDefined();
    expect(answered).toBe(0);
  } finally {
    await locking.query('rollback');
    locking.release();
  }
  await Promise.all(reports);
});
