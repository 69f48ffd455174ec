/** Checking documents: by code or file, for anyone, revealing nothing but kind, number and date. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let clerk: string;
let owner: pg.Client;
beforeAll(async () => {
  service = await startService();
  clerk = await service.signIn(CLERK.email, CLERK.password);
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

async function post(path: string, json: object): Promise<string> {
  const { body, status, text } = await service.call('POST', path, { token: clerk, json });
  expect(status, text).toBeLessThan(300);
  return (body as { id: string }).id;
}
async function fileOf(path: string): Promise<Buffer> {
  const answer = await fetch(`${service.host.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${clerk}` },
  });
  expect(answer.status, path).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}
const verify = (json: object) => service.call('POST', '/public/documents/verify', { json });
const codeOf = (file: Uint8Array) => /Check code ([0-9A-F-]{19})/.exec(pdfLines(file).join('\n'))?.[1] ?? '';
const sha256 = (file: Uint8Array) => createHash('sha256').update(file).digest('hex');

async function documents() {
  const patient = await post('/patients', { name: 'Ana Pérez' });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const invoice = await post('/invoices', { patient_id: patient, due_date: '2030-12-31', items });
  await post(`/invoices/${invoice}/issue`, {});
  const payment = await post(`/invoices/${invoice}/payments`, { amount_cents: 10_00, method: 'cash' });
  const note = await post(`/invoices/${invoice}/credit-notes`, { amount_cents: 5_00, reason: 'x' });
  return { patient, invoice, payment, note };
}

test('each document is genuine by its code and by its file, and nothing but kind, number and date is revealed', async () => {
  const { patient, invoice, payment, note } = await documents();
  for (const [kind, path] of [
    ['invoice', `/invoices/${invoice}/pdf`],
    ['receipt', `/payments/${payment}/receipt`],
    ['credit_note', `/invoices/${invoice}/credit-notes/${note}/pdf`],
    ['statement', `/patients/${patient}/statement/pdf`],
  ] as const) {
    const file = await fileOf(path);
    const byCode = await verify({ code: codeOf(file) });
    expect(byCode.status, byCode.text).toBe(200);
    expect(byCode.body).toEqual({
      genuine: true,
      document: {
        kind,
        number: kind === 'statement' ? null : expect.stringMatching(/^CLINIC-/),
        dated_on: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      },
    });
    expect((await verify({ sha256: sha256(file) })).body).toEqual(byCode.body);
    const forged = Buffer.from(file);
    forged[forged.length - 1] = 0;
    expect((await verify({ sha256: sha256(forged) })).body).toEqual({ genuine: false, document: null });
  }
});

test('printing again keeps one row; what was printed before a payment stays genuine', async () => {
  const { invoice } = await documents();
  const before = await fileOf(`/invoices/${invoice}/pdf`);
  expect(sha256(await fileOf(`/invoices/${invoice}/pdf`))).toBe(sha256(before));
  await post(`/invoices/${invoice}/payments`, { amount_cents: 20_00, method: 'cash' });
  expect(codeOf(await fileOf(`/invoices/${invoice}/pdf`))).not.toBe(codeOf(before));
  expect((await verify({ code: codeOf(before) })).body).toMatchObject({ genuine: true });
  const rows = await owner.query('select count(*)::int as n from document_prints where document_id = $1', [
    invoice,
  ]);
  expect(rows.rows).toEqual([{ n: 2 }]);
});

test.each<[string, object]>([
  ['nothing', {}],
  ['both', { code: '0A1B-2C3D-4E5F-6071', sha256: '0'.repeat(64) }],
  ['a hash of other digits', { sha256: 'g'.repeat(64) }],
  ['a code of other characters', { code: "' or true --" }],
])('%s is refused with 400', async (_, json) => {
  expect((await verify(json)).status).toBe(400);
});

test('the database keeps what was printed, for its owner too', async () => {
  await documents().then(({ invoice }) => fileOf(`/invoices/${invoice}/pdf`));
  for (const sql of [
    `update document_prints set number = 'CLINIC-209901-0001'`,
    'delete from document_prints',
    'truncate document_prints',
    `insert into document_prints (sha256, content_sha256, kind, number, dated_on, document_kind, document_id)
       values (sha256('x'), sha256('x'), 'invoice', 'CLINIC-209901-0001', '2099-01-01', 'invoice', gen_random_uuid())`,
    `insert into document_prints (sha256, content_sha256, kind, number, dated_on)
       values (sha256('x'), sha256('x'), 'invoice', 'CLINIC-209901-0001', '2099-01-01')`,
  ])
    await expect(owner.query(sql), sql).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
});

test('whoever guesses is stopped', async () => {
  let last = 0;
  for (let attempt = 0; attempt <= 31 && last !== 429; attempt++)
    last = (await verify({ code: '0A1B-2C3D-4E5F-6071' })).status;
  expect(last).toBe(429);
});
