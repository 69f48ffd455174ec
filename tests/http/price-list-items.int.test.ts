/** The price list: items with versions that lines of invoices remember, and prices that deviate only with a reason. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PriceListItem, PriceListVersion } from '../../functions/contracts/price-list-items.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;
let owner: pg.Client;
let patient: string;
beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  patient = (await call('POST', '/patients', { name: 'Ana Pérez' }, { token: clerk })).body.id;
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Body = PriceListItem & {
  versions: PriceListVersion[];
  data: PriceListItem[];
  next_cursor: string | null;
  items: Record<string, unknown>[];
  code: string;
  errors: { path: string; code: string }[];
};
async function call(
  method: string,
  path: string,
  json?: object,
  { token = admin, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
) {
  const { status, body, text } = await service.call(method, path, { token, ...(json && { json }), headers });
  return { status, text, body: body as Body };
}
const add = (json: object) =>
  call('POST', '/price-list-items', { names: { en: 'Visit' }, prices: { usd: 120_00 }, ...json });
const edit = (id: string, json: object, headers = {}) =>
  call('PATCH', `/price-list-items/${id}`, json, { headers });
const list = async (query: string) =>
  (await call('GET', `/price-list-items?${query}`, undefined, { token: clerk })).body;
const codes = async (query: string) => {
  const { data, ...rest } = await list(query);
  expect(data, JSON.stringify(rest)).toBeDefined();
  return data.map(({ code }) => code);
};
const bill = (line: object, more: object = {}) =>
  call(
    'POST',
    '/invoices',
    {
      patient_id: patient,
      due_date: '2030-12-31',
      currency: 'usd',
      items: [{ description: 'Visit', quantity: 1, unit_price_cents: 120_00, ...line }],
      ...more,
    },
    { token: clerk },
  );

describe('an item', () => {
  test('is added, changed and withdrawn, each as a version that stays', async () => {
    const given = {
      code: '90837',
      code_system: 'CPT',
      names: { en: 'Psychotherapy, 60 minutes', es: 'Psicoterapia, 60 minutos' },
      category: 'Therapy',
      unit: 'session',
      prices: { usd: 180_00, jpy: 25_000 },
      tax_rate_thousandths: 8875,
      active_from: '2026-01-01',
      active_to: null,
    };
    const { status, body } = await add(given);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...given, version: 1, withdrawn: false });
    const changed = await edit(body.id, { prices: { usd: 190_00 } });
    expect(changed.status).toBe(200);
    const ended = await edit(body.id, { withdrawn: true });
    expect(ended.body.versions.map(({ version, prices, withdrawn }) => [version, prices, withdrawn])).toEqual(
      [
        [3, { usd: 190_00 }, true],
        [2, { usd: 190_00 }, false],
        [1, { usd: 180_00, jpy: 25_000 }, false],
      ],
    );
    expect(ended.body.version_id).toBe(ended.body.versions[0]?.id);
    expect(ended.body.versions.map(({ staff_name }) => staff_name)).toEqual(Array(3).fill('Ada Admin'));
    const { rows } = await owner.query(
      `select action, details from audit_logs where target_type = 'price_list_item' and target_id = $1 order by sequence`,
      [body.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'create_price_list_item',
      'edit_price_list_item',
      'edit_price_list_item',
    ]);
    expect(rows[1].details).toMatchObject({
      code: '90837',
      prices: { before: { usd: 180_00, jpy: 25_000 }, after: { usd: 190_00 } },
    });
  });

  test('is not changed over a newer version, nor without saying which one was read', async () => {
    const { body } = await add({ code: 'STALE' });
    expect((await edit(body.id, { category: 'x' })).status).toBe(200);
    expect(await edit(body.id, { category: 'y' }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'changed_meanwhile' },
    });
  });

  test('is changed by admins only', async () => {
    const json = { code: 'CLERK', names: { en: 'x' }, prices: { usd: 1 } };
    expect((await call('POST', '/price-list-items', json, { token: clerk })).status).toBe(403);
  });

  test.each<[string, object, string]>([
    ['no name', { names: {} }, 'names.en'],
    ['a name of spaces', { names: { en: '  ' } }, 'names.en'],
    ['no price', { prices: {} }, 'prices'],
    ['an unknown currency', { prices: { xau: 1 } }, 'prices.xau'],
    ['a negative price', { prices: { usd: -1 } }, 'prices.usd'],
    ['a price beyond the most', { prices: { usd: 100_000_000 } }, 'prices.usd'],
    ['a rate above 100 %', { tax_rate_thousandths: 100_001 }, 'tax_rate_thousandths'],
    ['an unknown unit', { unit: 'parsec' }, 'unit'],
    ['a long code', { code: 'x'.repeat(41) }, 'code'],
    [
      'a period that ends before it begins',
      { active_from: '2026-02-01', active_to: '2026-01-31' },
      'active_to',
    ],
  ])('is refused with %s', async (_, json, path) => {
    const answer = await add({ code: 'BAD', ...json });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body.errors.map((error) => error.path)).toContain(path);
  });

  test('has a code of its own, whatever its capitals', async () => {
    expect((await add({ code: 'Unique-1' })).status).toBe(201);
    expect(await add({ code: 'unique-1' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'code', code: 'code_taken' }] },
    });
  });
});

describe('the list', () => {
  test('finds by code and by words of the names in any language, codes first; pages go on', async () => {
    await add({ code: 'ZX-1', names: { en: 'Cleaning', es: 'Limpieza' }, category: 'Dental' });
    await add({
      code: 'ZX-2',
      names: { en: 'Root canal ZX-1 after' },
      category: 'Dental',
      active_to: '2020-01-01',
    });
    await add({ code: 'AA-9', names: { en: 'Follow-up of zx-1' } });
    expect(await codes('query=zx-1')).toEqual(['ZX-1', 'AA-9', 'ZX-2']);
    expect(await codes('query=limpi')).toEqual(['ZX-1']);
    expect(await codes('query=canal+root')).toEqual(['ZX-2']);
    expect(await codes('query=%25')).toEqual([]);
    expect(await codes('category=Dental')).toEqual(['ZX-1', 'ZX-2']);
    expect(await codes('category=Dental&offered_on=2026-11-28')).toEqual(['ZX-1']);
    expect(await codes('category=Dental&ended_on=2026-11-28')).toEqual(['ZX-2']);
    expect(await codes('category=Dental&ended_on=2020-01-01')).toEqual([]);
    const first = await list('query=zx-1&limit=2');
    const second = await list(`query=zx-1&limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ code }) => code)).toEqual(['ZX-1', 'AA-9', 'ZX-2']);
    expect(second.next_cursor).toBeNull();
  });
});

describe('a line of an invoice', () => {
  test('remembers the version it was taken from, through edits of both', async () => {
    const { body: item } = await add({ code: 'LINE-1' });
    const { body: drafted } = await bill({ price_list_version_id: item.version_id });
    await edit(item.id, { prices: { usd: 150_00 }, withdrawn: true });
    const edited = await call('PATCH', `/invoices/${drafted.id}`, { notes: 'x' }, { token: clerk });
    expect(edited.status, edited.text).toBe(200);
    expect(edited.body.items[0]).toMatchObject({
      price_list_version_id: item.version_id,
      price_reason: null,
      unit_price_cents: 120_00,
    });
    const issued = await call('POST', `/invoices/${drafted.id}/issue`, {}, { token: clerk });
    expect(issued.body.items[0]).toMatchObject({ price_list_version_id: item.version_id });
  });

  test('charges another price with a reason, which the audit shows', async () => {
    const { body: item } = await add({ code: 'LINE-2' });
    const line = { price_list_version_id: item.version_id, unit_price_cents: 100_00 };
    expect(await bill(line)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'items.0.price_reason', code: 'price_reason_needed' }] },
    });
    const { body } = await bill({ ...line, price_reason: 'Hardship' });
    const { rows } = await owner.query('select details from audit_logs where target_id = $1', [body.id]);
    const override = {
      line: 1,
      code: 'LINE-2',
      listed_cents: 120_00,
      charged_cents: 100_00,
      reason: 'Hardship',
    };
    expect(rows[0].details.price_overrides).toEqual([override]);
    const lowered = {
      description: 'Visit',
      quantity: 1,
      ...line,
      unit_price_cents: 90_00,
      price_reason: 'Friend',
    };
    await call('PATCH', `/invoices/${body.id}`, { items: [lowered] }, { token: clerk });
    const edits = await owner.query(
      `select details from audit_logs where target_id = $1 and action = 'edit_invoice'`,
      [body.id],
    );
    expect(edits.rows[0].details.price_overrides).toEqual([
      { ...override, charged_cents: 90_00, reason: 'Friend' },
    ]);
  });

  test('needs no reason in a currency without a listed price', async () => {
    const { body: item } = await add({ code: 'LINE-3' });
    const { status, text } = await bill({ price_list_version_id: item.version_id }, { currency: 'eur' });
    expect(status, text).toBe(201);
  });

  test('is refused with an unknown version, one that has ended, and a reason without a version', async () => {
    const unknown = { price_list_version_id: '00000000-0000-4000-8000-000000000000' };
    const errors = async (line: object) =>
      (await bill(line)).body.errors.map(({ path, code }) => [path, code]);
    expect(await errors(unknown)).toEqual([['items.0.price_list_version_id', 'price_unknown']]);
    const { body: item } = await add({ code: 'LINE-4', active_from: '2026-01-01', active_to: '2026-03-31' });
    const line = { price_list_version_id: item.version_id };
    expect(await errors(line)).toEqual([['items.0.price_list_version_id', 'price_not_offered']]);
    expect(await errors({ price_reason: 'x' })).toEqual([['items.0.price_reason', 'not_listed']]);
    expect((await bill({ ...line, service_date: '2026-02-10' })).status).toBe(201);
  });
});

describe('the database, for its owner too, refuses', () => {
  test.each([
    ['a changed version', `update price_list_versions set prices = '{"usd": 1}'`],
    ['a deleted version', 'delete from price_list_versions'],
    ['no versions at all', 'truncate price_list_versions cascade'],
    [
      'a version that its item never was',
      `insert into price_list_versions (item_id, version, code, names, prices, withdrawn, staff_id)
       select id, 99, code, names, '{"usd": 1}', false, staff_id from price_list_items limit 1`,
    ],
    ['a deleted item', 'delete from price_list_items'],
    ['an item without its next version', `update price_list_items set prices = '{"usd": 1}'`],
    ['another code', `update price_list_items set code = code || 'x', version = version + 1`],
    ['a price in words', `update price_list_items set prices = '{"usd": "1"}', version = version + 1`],
    ['a negative price', `update price_list_items set prices = '{"usd": -1}', version = version + 1`],
    ['half a cent', `update price_list_items set prices = '{"usd": 1.5}', version = version + 1`],
    ['no name', `update price_list_items set names = '{}', version = version + 1`],
    [
      'a rate above 100 %',
      'update price_list_items set tax_rate_thousandths = 100001, version = version + 1',
    ],
    ['no items at all', 'truncate price_list_items cascade'],
  ])('%s', async (_, sql) => {
    await expect(owner.query(sql)).rejects.toThrow();
  });

  test('and the application writes no versions', async () => {
    const { rows } = await owner.query(
      `select has_table_privilege('clinic_app', 'price_list_versions', 'insert')
         or has_table_privilege('clinic_app', 'price_list_versions', 'update') as allowed`,
    );
    expect(rows).toEqual([{ allowed: false }]);
  });
});
