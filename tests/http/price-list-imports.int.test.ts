/** Importing the price list from CSV: previewed, all or nothing, undone as a whole; and its export, which it takes back. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PriceListImport } from '../../functions/contracts/price-list-imports.ts';
import type { PriceListItem, PriceListVersion } from '../../functions/contracts/price-list-items.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;
let owner: pg.Client;
beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Body = PriceListImport & {
  code: string;
  detail: string;
  error_count: number;
  unchanged: number;
  errors: { row: number; field: string; path: string; code: string }[];
  data: (PriceListItem & { outcome: string; changes: string[] })[];
  versions: PriceListVersion[];
};
async function call(method: string, path: string, json?: object, token = admin) {
  const { status, body, text } = await service.call(method, path, { token, ...(json && { json }) });
  return { status, text, body: body as Body };
}
const preview = (csv: string) => call('POST', '/price-list-items/import/preview', { csv });
const imported = (csv: string) => call('POST', '/price-list-items/import', { csv });
const undo = (id: string) => call('POST', `/price-list-imports/${id}/undo`, {});
const file = (...rows: string[]) => rows.join('\r\n');
const itemOf = async (code: string) => {
  const { data } = (await call('GET', `/price-list-items?query=${code}`)).body;
  return (await call('GET', `/price-list-items/${data[0]?.id}`)).body;
};
const items = async () => (await owner.query('select count(*)::int as n from price_list_versions')).rows[0].n;
const exported = async () => (await service.call('GET', '/exports/price-list', { token: clerk })).text;

const FIRST = file(
  '\ufeffcode,code_system,name_en,name_es,unit,price_usd,price_jpy,tax_percent,active_from',
  'IMP-1,CPT,"Visit, long",Visita,Session,180.00,25000,8.875,2026-01-01',
  'IMP-2,,"=Consultation",,,12.5,,,',
);

test('a preview says what would happen and changes nothing', async () => {
  const before = await items();
  const { status, body } = await preview(FIRST);
  expect(status).toBe(200);
  expect(body).toMatchObject({ added: 2, changed: 0, unchanged: 0, error_count: 0 });
  expect(body.data.map(({ code, outcome }) => [code, outcome])).toEqual([
    ['IMP-1', 'added'],
    ['IMP-2', 'added'],
  ]);
  expect(await items()).toBe(before);
});

test('a file is imported, changed by a second one, and undone step by step', async () => {
  const first = await imported(FIRST);
  expect(first.status, first.text).toBe(201);
  expect(first.body).toMatchObject({ added: 2, changed: 0, undone_at: null, staff_name: 'Ada Admin' });
  expect(await itemOf('IMP-1')).toMatchObject({
    code_system: 'CPT',
    names: { en: 'Visit, long', es: 'Visita' },
    unit: 'session',
    prices: { usd: 180_00, jpy: 25_000 },
    tax_rate_thousandths: 8875,
    active_from: '2026-01-01',
  });
  // Another separator, one price per row, decimals with a comma; what has no column stays.
  const second = await imported(file('code;price;currency', 'imp-1;190,50;', 'IMP-2;10;EUR'));
  expect(second.body, second.text).toMatchObject({ added: 0, changed: 2 });
  expect(await itemOf('IMP-1')).toMatchObject({ prices: { usd: 190_50, jpy: 25_000 }, version: 2 });
  expect(await undo(first.body.id)).toMatchObject({ status: 409, body: { code: 'changed_since' } });
  expect((await undo(second.body.id)).body).toMatchObject({ undone_by_name: 'Ada Admin' });
  const back = await itemOf('IMP-1');
  expect(back).toMatchObject({ prices: { usd: 180_00, jpy: 25_000 }, version: 3 });
  expect(back.versions).toHaveLength(3);
  expect(await undo(second.body.id)).toMatchObject({ status: 409, body: { code: 'already_undone' } });
  const added = await imported(file('code,name_en,price', 'IMP-3,Third,1'));
  await undo(added.body.id);
  expect(await itemOf('IMP-3')).toMatchObject({ withdrawn: true, version: 2 });
  expect(await imported(file('code,name_en,price', 'IMP-3,Third,1'))).toMatchObject({ body: { changed: 1 } });
  const { data } = (await call('GET', '/price-list-imports?limit=2')).body;
  expect(data).toMatchObject([
    { changed: 1, undone_at: null },
    { added: 1, undone_by_name: 'Ada Admin' },
  ]);
  expect((await undo(randomUUID())).body.code).toBe('price_list_import_unknown');
});

test('what was exported is safe from formulas, and imports as what it was', async () => {
  const csv = await exported();
  expect(csv).toContain(`'=Consultation`);
  expect(csv.split('\r\n')[0]).toBe(
    'code,code_system,name_en,name_es,category,unit,price_usd,price_eur,price_gbp,price_cad,price_aud,price_jpy,price_kwd,tax_percent,active_from,active_to,withdrawn',
  );
  expect((await preview(csv)).body).toMatchObject({ added: 0, changed: 0, error_count: 0 });
  expect(await imported(csv)).toMatchObject({ status: 409, body: { code: 'nothing_changed' } });
  const { rows } = await owner.query(`select details from audit_logs where action = 'export_price_list'`);
  expect(rows).toContainEqual({ details: { operation: 'exports-price-list' } });
});

describe('a file with mistakes', () => {
  const GOOD = 'GOOD,Good,1.00';
  const heads = 'code,name_en,price_usd';
  test.each<[string, string, [number, string]]>([
    ['an unknown currency', file('code,name_en,price,currency', 'X,X,1,XAU'), [2, 'currency']],
    ['a column of an unknown currency', file('code,name_en,price_xau', 'X,X,1'), [1, 'price_xau']],
    ['an unknown column', file(`${heads},colour`, `${GOOD},red`), [1, 'colour']],
    ['a column that is there twice', file(`${heads},code`, `${GOOD},A`), [1, 'code']],
    ['no column for the code', file('name_en,price_usd', 'x,1'), [1, 'code']],
    ['a code twice, whatever its capitals', file(heads, GOOD, 'dup,a,1', 'DUP,b,2'), [4, 'code']],
    ['no code', file(heads, GOOD, ',a,1'), [3, 'code']],
    ['a long code', file(heads, `${'x'.repeat(41)},a,1`), [2, 'code']],
    ['no name', file(heads, 'NEW,,1'), [2, 'name_en']],
    ['no price', file(heads, 'NEW,x,'), [2, 'price']],
    ['a negative price', file(heads, 'NEW,x,-1'), [2, 'price_usd']],
    ['a price with thousands', file(heads, 'NEW,x,"1,200.00"'), [2, 'price_usd']],
    ['a price beyond the most', file(heads, 'NEW,x,1000000'), [2, 'price_usd']],
    ['a rate above 100 %', file(`${heads},tax_percent`, `${GOOD},100.001`), [2, 'tax_percent']],
    ['a day that is none', file(`${heads},active_from`, `${GOOD},2026-02-30`), [2, 'active_from']],
    [
      'a period that ends before it begins',
      file(`${heads},active_from,active_to`, `${GOOD},2026-02-02,2026-02-01`),
      [2, 'active_to'],
    ],
    ['an unknown unit', file(`${heads},unit`, `${GOOD},parsec`), [2, 'unit']],
    ['more cells than headings', file(heads, 'NEW,x,1,2'), [2, 'row']],
  ])('is refused for %s, and nothing of it is imported', async (_, csv, [row, field]) => {
    const before = await items();
    const shown = await preview(csv);
    expect(shown.body.errors, shown.text).toContainEqual(expect.objectContaining({ row, field }));
    const answer = await imported(csv);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body.errors.map(({ path }) => path)).toContain(`rows.${row}.${field}`);
    expect(await items()).toBe(before);
  });

  test.each<[string, string, string]>([
    ['quotation marks that are not closed', 'code,name_en\n1,"x', 'not_csv'],
    ['no rows', heads, 'no_rows'],
    ['too many rows', file(heads, ...Array.from({ length: 2_001 }, (_, at) => `${at},x,1`)), 'too_many_rows'],
    ['too many characters', `${heads}\n${'x'.repeat(200_000)}`, 'too_big'],
    ['an unprintable character', file(heads, 'A,x\u0007,1'), 'custom'],
  ])('that is no price list at all is refused: %s', async (_, csv, code) => {
    const answer = await preview(csv);
    expect(answer.status, answer.text.slice(0, 300)).toBe(400);
    expect(answer.body.errors).toMatchObject([{ path: 'csv', code }]);
  });

  test('says how many there are and names a hundred', async () => {
    const rows = Array.from({ length: 150 }, (_, at) => `M-${at},x,abc`);
    expect((await preview(file(heads, ...rows))).body).toMatchObject({
      error_count: 150,
      errors: { length: 100 },
    });
    expect((await imported(file(heads, ...rows))).body.errors).toHaveLength(100);
  });
});

test('as many rows as are allowed are imported at once', async () => {
  const rows = Array.from({ length: 2_000 }, (_, at) => `BULK-${at},"Item, ${at}",${at}.50`);
  const answer = await imported(file('code,name_en,price_usd', ...rows));
  expect(answer.body, answer.text).toMatchObject({ added: 2_000 });
  expect((await undo(answer.body.id)).status).toBe(200);
});

test('clerks export, and neither import, preview, undo nor list imports', async () => {
  const csv = file('code,name_en,price', 'CLERK,x,1');
  for (const [method, path, json] of [
    ['POST', '/price-list-items/import', { csv }],
    ['POST', '/price-list-items/import/preview', { csv }],
    ['POST', `/price-list-imports/${randomUUID()}/undo`, {}],
    ['GET', '/price-list-imports', undefined],
  ] as const) {
    expect((await call(method, path, json, clerk)).status, path).toBe(403);
  }
});

test.each([
  ['an import is deleted', 'delete from price_list_imports'],
  [
    'an import is undone twice',
    'update price_list_imports set undone_at = now() where undone_at is not null',
  ],
  ['an import is made by another', `update price_list_imports set created_at = now()`],
  [
    'a version joins an old import',
    `insert into price_list_import_items (version_id, import_id)
     select v.id, (select id from price_list_imports limit 1) from price_list_versions v
     where not exists (select from price_list_import_items k where k.version_id = v.id) limit 1`,
  ],
  ['a version leaves its import', 'delete from price_list_import_items'],
  ['all imports go', 'truncate price_list_imports cascade'],
])('the database refuses that %s', async (_, sql) => {
  await expect(owner.query(sql)).rejects.toThrow();
});
