/** Numbers that a restore sets aside: never given, never taken back, and named in the certificate. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certifyNumbers } from '../../functions/capabilities/numbers/certificate.ts';
import { numberingMonth } from '../../functions/domain/numbering.ts';
import { setNumbersAside } from '../../infra/operate/backup/afterwards.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';

const ZONE = 'America/New_York';
const NOW = new Date('2027-01-15T12:00:00Z');
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ now: NOW });
});
afterAll(() => clinic.close());

const aside = (count: number, snapshotAt = new Date('2026-12-31T12:00:00Z')) =>
  setNumbersAside(clinic.database.ownerUrl, { snapshotAt, now: NOW, timeZone: ZONE, count });
const number = async () => (await clinic.issued({ dueOn: '2027-12-31' })).invoice_number;
const certificate = () => certifyNumbers(clinic.app, 'invoice', numberingMonth(NOW, ZONE));

test('the series goes on behind them, in every month since the backup, and a second restore sets more aside', async () => {
  expect(await number()).toBe('CLINIC-202701-0001');
  expect((await aside(20)).map(({ kind, month, first, last }) => [kind, month, first, last])).toEqual([
    ['invoice', '202612', 1, 20],
    ['credit_note', '202612', 1, 20],
    ['receipt', '202612', 1, 20],
    ['invoice', '202701', 2, 21],
    ['credit_note', '202701', 1, 20],
    ['receipt', '202701', 1, 20],
  ]);
  await aside(5);
  expect(await number()).toBe('CLINIC-202701-0027');
  expect(await number()).toBe('CLINIC-202701-0028');
  expect(await certificate()).toMatchObject({
    gapless: true,
    missing: [],
    count: 3,
    last: 28,
    set_aside: [
      { first: 2, last: 21, reason: expect.stringContaining('2026-12-31') },
      { first: 22, last: 26 },
    ],
  });
  expect(await aside(0)).toEqual([]);
});

test.each([
  [
    'a number that is set aside',
    `insert into document_numbers (kind, month, sequence, number, document_id)
    values ('invoice', '202701', 5, 'CLINIC-202701-0005', gen_random_uuid())`,
    'set aside',
  ],
  [
    'a gap that is not',
    `insert into document_numbers (kind, month, sequence, number, document_id)
    values ('invoice', '202701', 40, 'CLINIC-202701-0040', gen_random_uuid())`,
    'leave a gap',
  ],
  [
    'a series that jumps over more',
    `update number_series set last = 60 where kind = 'invoice' and month = '202701'`,
    'were taken and not used',
  ],
  [
    'numbers that were given',
    `insert into numbers_set_aside (kind, month, first, last, reason) values ('invoice', '202701', 1, 1, 'x')`,
    'where the series stands',
  ],
  [
    'numbers further on',
    `insert into numbers_set_aside (kind, month, first, last, reason) values ('invoice', '202701', 90, 99, 'x')`,
    'where the series stands',
  ],
  ['less than was set aside', `delete from numbers_set_aside`, 'only ever added'],
  ['other than was set aside', `update numbers_set_aside set last = first`, 'only ever added'],
])('the owner of the database cannot write %s', async (_, sql, refusal) => {
  await expect(clinic.rows(sql)).rejects.toThrow(refusal);
});

test('the application cannot set anything aside', async () => {
  const { rows } = await clinic.owner.query(
    `select privilege_type from information_schema.role_table_grants
     where table_name = 'numbers_set_aside' and grantee = 'clinic_app'`,
  );
  expect(rows).toEqual([{ privilege_type: 'SELECT' }]);
});
