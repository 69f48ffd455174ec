/** The audit trail on the real database: no one changes it, and whoever does behind its back is found out. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rowHash, sealCode } from '../../functions/capabilities/audit/chain-hash.ts';
import { checkChain } from '../../functions/capabilities/audit/chain.ts';
import { auditFilter } from '../../functions/capabilities/audit/list.ts';
import { sealAudit } from '../../functions/capabilities/audit/seal.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { cents } from '../../functions/domain/money.ts';
import { auditChainStore } from '../../functions/edges/postgres/audit-chain.ts';
import { exportLines } from '../../infra/operate/audit-export.ts';
import { createVerifier, type Line, type Report } from '../../infra/operate/audit-verify.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

let clinic: TestClinic;
/** Above the owner too: the only one who can switch the guards off. */
let superuser: pg.Client;

beforeAll(async () => {
  clinic = await openClinic({ settings: { CLINIC_ID: `audit-${Date.now()}` } });
  const url = new URL(inject('postgres').superuserUrl);
  url.pathname = new URL(clinic.database.ownerUrl).pathname;
  superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
  for (let visit = 0; visit < 5; visit++) await clinic.issued();
  await sealAudit(clinic.app, { atOnce: true });
  for (let visit = 0; visit < 3; visit++) await clinic.issued();
  await sealAudit(clinic.app, { atOnce: true });
});
afterAll(async () => {
  await superuser.end();
  await clinic.close();
});

async function verified(): Promise<Report> {
  const verifier = createVerifier([clinic.app.seals.publicKey]);
  const source = { database: superuser, blobs: clinic.app.blobs, clinic: clinic.app.clinic.id };
  for await (const line of exportLines(source)) verifier.line(JSON.parse(JSON.stringify(line)) as Line);
  return verifier.end();
}

/** Does what only a superuser can, looks, and takes it back. */
async function behindItsBack(sql: string): Promise<string[]> {
  await superuser.query('begin');
  await superuser.query("set local session_replication_role = 'replica'");
  await superuser.query(sql);
  await superuser.query('commit');
  return (await verified()).findings.map((finding) => finding.what);
}

describe('the trail', () => {
  test.each(['audit_logs', 'audit_chain', 'audit_seals'])(
    '%s is changed by no one, the owner included',
    async (table) => {
      const app = new pg.Client({ connectionString: clinic.database.appUrl });
      await app.connect();
      for (const role of [app, clinic.owner]) {
        await expect(
          role.query(
            `update ${table} set hash = hash`.replace(
              'audit_logs set hash = hash',
              "audit_logs set action = 'x'",
            ),
          ),
        ).rejects.toThrow();
        await expect(role.query(`delete from ${table}`)).rejects.toThrow();
        await expect(role.query(`truncate ${table} cascade`)).rejects.toThrow();
      }
      await app.end();
    },
  );

  test('the chain takes no link but the next', async () => {
    await expect(
      clinic.owner.query(
        `insert into audit_chain (position, audit_id, row_hash, previous_hash, hash)
         select 9999, id, sha256('x'), sha256('x'), sha256('x') from audit_logs limit 1`,
      ),
    ).rejects.toThrow('does not follow');
  });

  test('is whole as the clinic wrote it, and every row is chained once', async () => {
    await sealAudit(clinic.app, { atOnce: true });
    const report = await verified();
    expect(report).toMatchObject({ findings: [], notYetChained: 0 });
    expect(report.seals).toBeGreaterThanOrEqual(2);
    expect(report.rows).toBe((await clinic.rows('select from audit_logs')).length);
  });

  test('is chained once when many seal at the same time', async () => {
    await clinic.issued();
    await Promise.all(Array.from({ length: 6 }, () => sealAudit(clinic.app, { atOnce: true })));
    expect((await verified()).findings).toEqual([]);
  });

  test('hashes every field of a row', () => {
    const row = {
      id: 'i',
      sequence: '1',
      actor_type: 'staff',
      actor_id: null,
      action: 'a',
      target_type: 't',
      target_id: null,
      outcome: 'done',
      details: '{}',
      request_id: 'r',
      address: null,
      created_at: 'c',
    };
    const hashes = Object.keys(row).map((name) =>
      Buffer.from(rowHash({ ...row, [name]: 'other' })).toString('hex'),
    );
    expect(new Set([...hashes, Buffer.from(rowHash(row)).toString('hex')]).size).toBe(13);
  });
});

describe('the chain as the portal shows it', () => {
  test('is hashed again up to the newest link, and names its newest seal', async () => {
    await clinic.issued();
    await sealAudit(clinic.app, { atOnce: true });
    const [links] = await clinic.rows<{ count: number }>('select count(*)::int as count from audit_chain');
    const seal = await clinic.app.db.read.auditChain.newestSeal();
    expect(await checkChain(clinic.app)).toEqual({
      entries: links?.count,
      checkedFrom: 1,
      checkedTo: links?.count,
      intact: true,
      finding: null,
      seal: {
        code: seal && sealCode(seal),
        position: links?.count,
        sealedAt: seal?.sealedAt,
        keptOutside: true,
      },
    });
  });

  test.each([
    ['a changed row', "update audit_logs set action = 'read_patient' where id = $1", /^Row 3 was changed/],
    ['a missing row', 'delete from audit_logs where id = $1', /^The row of link 3 is missing/],
    ['a missing link', 'delete from audit_chain where audit_id = $1', /^A link before 4 is missing/],
  ])('is broken by %s', async (_, sql, finding) => {
    const [link] = await clinic.rows<{ audit_id: string }>(
      'select audit_id from audit_chain where position = 3',
    );
    await superuser.query('begin');
    try {
      await superuser.query("set local session_replication_role = 'replica'");
      await superuser.query(sql, [link?.audit_id]);
      const query = async <R>(text: string, values: readonly unknown[] = []) =>
        (await superuser.query(text, [...values])).rows as R[];
      const { db } = clinic.app;
      const read = { ...db.read, auditChain: auditChainStore(query) };
      expect(await checkChain({ ...clinic.app, db: { ...db, read } })).toMatchObject({
        intact: false,
        checkedTo: expect.any(Number),
        finding: expect.stringMatching(finding),
      });
    } finally {
      await superuser.query('rollback');
    }
  });
});

describe('the seal on a receipt', () => {
  const sealsOf = async (invoiceId: string) =>
    (await clinic.app.db.read.invoices.publicView(invoiceId))?.payments.map(({ seal }) => seal);
  const pay = (invoiceId: string, amountCents: number) =>
    recordPayment(
      clinic.app,
      { invoiceId, amountCents: cents(amountCents), method: 'cash', reference: null, receivedOn: undefined },
      clinic.clerk,
    );
  const verifiedWith = async (seal: string): Promise<string[]> => {
    const verifier = createVerifier([clinic.app.seals.publicKey], [seal]);
    const source = { database: superuser, blobs: clinic.app.blobs, clinic: clinic.app.clinic.id };
    for await (const line of exportLines(source)) verifier.line(JSON.parse(JSON.stringify(line)) as Line);
    return verifier.end().findings.map(({ what }) => what);
  };

  test('is the first one over the payment, none before it is made, and never another one after', async () => {
    const { id } = await clinic.issued();
    await pay(id, 10_00);
    expect(await sealsOf(id)).toEqual([null]);
    await sealAudit(clinic.app, { atOnce: true });
    const [first] = (await sealsOf(id)) ?? [];
    expect(first).toMatch(/^\d+-[0-9a-f]{12}$/);
    await pay(id, 5_00);
    await sealAudit(clinic.app, { atOnce: true });
    const both = (await sealsOf(id)) ?? [];
    expect(both).toContain(first);
    expect(new Set(both).size).toBe(2);
    await clinic.issued();
    await sealAudit(clinic.app, { atOnce: true });
    expect(await sealsOf(id)).toEqual(both);
    const newest = await clinic.app.db.read.auditChain.newestSeal();
    expect(both).not.toContain(newest && sealCode(newest));
  });

  test('is known to the verifier; a seal that the trail never had is not', async () => {
    const { id } = await clinic.issued();
    await pay(id, 10_00);
    await sealAudit(clinic.app, { atOnce: true });
    const [seal] = (await sealsOf(id)) ?? [];
    expect(await verifiedWith(seal ?? '')).toEqual([]);
    const other = `${seal?.slice(0, -1)}${seal?.endsWith('0') ? '1' : '0'}`;
    expect(await verifiedWith(other)).toEqual(['a seal that someone has is not among these']);
  });
});

describe('a superuser who switches the guards off is found out when', () => {
  test('a row is edited', async () => {
    const action = (await superuser.query(`select action from audit_logs order by sequence limit 1`)).rows[0]
      .action;
    const first = `(select id from audit_logs order by sequence limit 1)`;
    expect(
      await behindItsBack(`update audit_logs set action = 'nothing_happened' where id = ${first}`),
    ).toEqual(['the row was changed']);
    expect(await behindItsBack(`update audit_logs set action = '${action}' where id = ${first}`)).toEqual([]);
  });

  test('a row is put in among the old ones', async () => {
    const insert = `insert into audit_logs (sequence, actor_type, action, target_type, request_id, created_at)
      overriding system value values (-1, 'system', 'invented', 'invoice', 'x', now() - interval '1 day')`;
    expect(await behindItsBack(insert)).toEqual([
      'the row is not in the chain, though what is newer was sealed',
    ]);
    expect(await behindItsBack(`delete from audit_logs where sequence = -1`)).toEqual([]);
  });

  test('the end is cut off, seals and all', async () => {
    const cut = `delete from audit_seals where number > 1;
      delete from audit_chain where position > (select max(position) from audit_seals);
      delete from audit_logs a where not exists (select from audit_chain c where c.audit_id = a.id)`;
    expect(await behindItsBack(cut)).toEqual(
      expect.arrayContaining([
        'the database has lost a seal that is kept outside',
        'the end of the chain was cut off',
      ]),
    );
  });
});

describe('reading the trail', () => {
  test('filters by target, actor, action and day, in pages without gaps', async () => {
    const { id } = await clinic.issued();
    const actorId = clinic.clerk.actor.type === 'staff' ? clinic.clerk.actor.id : '';
    const store = clinic.app.db.read.audit;
    const all = await store.list(auditFilter(clinic.app, { targetType: 'invoice', targetId: id, actorId }), {
      limit: 50,
    });
    expect(all.data.map((row) => row.action)).toEqual(['issue_invoice', 'create_invoice']);
    const first = await store.list({ targetId: id }, { limit: 1 });
    const rest = await store.list({ targetId: id }, { limit: 50, cursor: first.next_cursor ?? '' });
    expect([...first.data, ...rest.data].map((row) => row.id)).toEqual(
      (await store.list({ targetId: id }, { limit: 50 })).data.map((row) => row.id),
    );
    expect(
      (await store.list(auditFilter(clinic.app, { targetId: id, to: '2020-01-01' }), { limit: 5 })).data,
    ).toEqual([]);
    expect((await store.list({ action: 'no_such_action' }, { limit: 5 })).data).toEqual([]);
  });
});
