import { describe, expect, test } from 'vitest';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { day } from '../../../../../functions/domain/calendar.ts';
import {
  type BuilderValues,
  EMPTY_ITEM,
  inputOf,
  newValues,
  totalsOf,
  valuesOf,
  withCurrency,
} from './form.ts';
import { mistakesFrom, mistakesIn } from './steps.ts';

const PATIENT = { id: '0190d7a0-0000-7000-8000-000000000001', name: 'Ana' };

const values = (change: Partial<BuilderValues> = {}): BuilderValues => ({
  ...newValues('usd', day('2026-11-23')),
  patient_id: PATIENT.id,
  patient_name: PATIENT.name,
  items: [
    {
      ...EMPTY_ITEM,
      description: 'Consultation',
      quantity: '2',
      unit_price_cents: 5000,
      tax_rate_thousandths: '8.25',
    },
  ],
  ...change,
});
const paths = (change: Partial<BuilderValues>) => mistakesIn(values(change)).map(({ path }) => path);
const line = (change: Partial<BuilderValues['items'][number]>) => ({
  items: [{ ...EMPTY_ITEM, description: 'x', unit_price_cents: 100, ...change }],
});

const UNREAD = { text: 'abc', problem: 'unreadable' } as const;

describe('a change of currency', () => {
  const priced = (currency: 'usd' | 'jpy' | 'kwd', unit_price_cents: number) =>
    values({
      currency,
      items: [{ ...EMPTY_ITEM, description: 'x', unit_price_cents, discount_cents: 100, tax_cents: 50 }],
    });

  test('keeps the digits and asks for them again where they do not fit', () => {
    const [line] = withCurrency(priced('usd', 12_550), 'jpy').items;
    expect(line).toMatchObject({
      unit_price_cents: { text: '125.50', problem: 'decimals' },
      discount_cents: 1,
      tax_cents: { text: '0.50', problem: 'decimals' },
    });
    expect(mistakesIn(withCurrency(priced('usd', 12_550), 'jpy')).map(({ path }) => path)).toEqual([
      'items.0.unit_price_cents',
      'items.0.tax_cents',
    ]);
    const [back] = withCurrency(withCurrency(priced('usd', 12_550), 'jpy'), 'usd').items;
    expect(back).toMatchObject({ unit_price_cents: 12_550, discount_cents: 100, tax_cents: 50 });
  });

  test('of a currency with more decimals is the same amount', () => {
    expect(withCurrency(priced('usd', 12_550), 'kwd').items[0]).toMatchObject({ unit_price_cents: 125_500 });
    expect(withCurrency(priced('jpy', 12_550), 'usd').items[0]).toMatchObject({
      unit_price_cents: 1_255_000,
    });
    expect(withCurrency(priced('kwd', 12_345), 'usd').items[0]).toMatchObject({
      unit_price_cents: { text: '12.345', problem: 'decimals' },
    });
  });
});

describe('an item of the price list', () => {
  const listed = line({
    unit_price_cents: 180_00,
    price_list_version_id: PATIENT.id,
    listed_prices: { usd: 180_00, eur: 170_00 },
  });
  const charged = (unit_price_cents: number, price_reason = '') => ({
    items: listed.items.map((item) => ({ ...item, unit_price_cents, price_reason })),
  });

  test('is charged as listed without a reason, and otherwise only with one', () => {
    expect(paths(listed)).toEqual([]);
    expect(paths(charged(150_00))).toEqual(['items.0.price_reason']);
    expect(paths(charged(150_00, 'Hardship'))).toEqual([]);
    expect(inputOf(values(charged(150_00, 'Hardship'))).items[0]).toMatchObject({ price_reason: 'Hardship' });
    expect(inputOf(values(charged(180_00, 'Hardship'))).items[0]).not.toHaveProperty('price_reason');
    expect(inputOf(values(listed)).items[0]).not.toHaveProperty('listed_prices');
  });

  test('has the listed price of another currency, unless another one was charged', () => {
    const priceIn = (items: object) => withCurrency(values(items), 'eur').items[0]?.unit_price_cents;
    expect(priceIn(listed)).toBe(170_00);
    expect(priceIn(charged(150_00, 'Hardship'))).toBe(150_00);
  });
});

describe('the invoice builder', () => {
  test('a new invoice is due in thirty days', () => {
    expect(newValues('usd', day('2026-11-23')).due_date).toBe('2026-12-23');
  });

  test('what it sends fits the contract', () => {
    const filled = values();
    expect(mistakesIn(filled)).toEqual([]);
    const input = inputOf(filled);
    expect(invoices.create.input.safeParse(input).success).toBe(true);
    expect(input.items).toEqual([
      { description: 'Consultation', quantity: 2, unit_price_cents: 5000, tax_rate_thousandths: 8_250 },
    ]);
  });

  test('totals are those of the server’s rule, and what is not filled in counts as nothing', () => {
    expect(totalsOf(values())).toMatchObject({
      totalCents: 10_825,
      lines: [{ tax_cents: 825, total_cents: 10_825 }],
    });
    expect(totalsOf(values({ discount_cents: 1_000 })).totalCents).toBe(9_743);
    expect(
      totalsOf(values({ items: [{ ...EMPTY_ITEM, quantity: '1.5', unit_price_cents: 33 }] })).totalCents,
    ).toBe(50);
    expect(totalsOf(values({ items: [EMPTY_ITEM], discount_cents: UNREAD })).totalCents).toBe(0);
  });

  test.each<[string, Partial<BuilderValues>, string[]]>([
    ['no patient', { patient_id: '' }, ['patient_id']],
    ['no description', line({ description: ' ' }), ['items.0.description']],
    ['no price', line({ unit_price_cents: 'empty' }), ['items.0.unit_price_cents']],
    ['a price that is none', line({ unit_price_cents: UNREAD }), ['items.0.unit_price_cents']],
    ['no quantity', line({ quantity: '0' }), ['items.0.quantity']],
    ['a quantity with four decimals', line({ quantity: '1.0005' }), ['items.0.quantity']],
    ['an hour and a half', line({ quantity: '1.5' }), []],
    ['a rate with three decimals', line({ tax_rate_thousandths: '8.875' }), []],
    ['a rate with four', line({ tax_rate_thousandths: '8.8755' }), ['items.0.tax_rate_thousandths']],
    ['a tax above the line', line({ tax_cents: 101 }), ['items.0.tax_rate_thousandths']],
    ['a rate above all', line({ tax_rate_thousandths: '101' }), ['items.0.tax_rate_thousandths']],
    ['a discount above the line', line({ discount_cents: 101 }), ['items.0.discount_cents']],
    ['a discount above the invoice', { ...line({}), discount_cents: 101 }, ['discount_cents']],
    [
      'more than an invoice may be',
      line({ quantity: '9999', unit_price_cents: 99_999_999 }),
      ['discount_cents'],
    ],
    ['no day', { due_date: '' }, ['due_date']],
    ['a day that does not exist', { due_date: '2026-02-30' }, ['due_date']],
  ])('%s is found', (_, change, expected) => {
    expect(paths(change)).toEqual(expected);
  });

  test('what the server finds is brought to the form’s fields', () => {
    const found = mistakesFrom(
      new Map([
        ['items.2.unit_price_cents', 'Too much.'],
        ['due_date', 'Past.'],
      ]),
    );
    expect(found).toEqual([
      { path: 'items.2.unit_price_cents', step: 'items', where: 'Item 3: ', message: 'Too much.' },
      { path: 'due_date', step: 'patient', message: 'Past.' },
    ]);
  });

  test('a draft that is edited keeps a tax given as an amount', () => {
    const item = {
      id: PATIENT.id,
      description: 'X-ray',
      quantity: 1,
      unit_price_cents: 1000,
      discount_cents: 0,
      invoice_discount_cents: 0,
      tax_rate_thousandths: null,
      tax_basis_points: null,
      tax_cents: 77,
      total_cents: 1077,
    };
    const edited = valuesOf({
      patient_id: PATIENT.id,
      patient_name: 'Ana',
      currency: 'usd',
      due_date: '2026-12-01',
      items: [item],
      discount_cents: 0,
      notes: null,
    } as Parameters<typeof valuesOf>[0]);
    expect(inputOf(edited).items[0]).toMatchObject({ tax_cents: 77 });
    expect(totalsOf(edited).totalCents).toBe(1077);
  });
});

describe('what an item says beside its price', () => {
  test('goes to the API where it is filled in, and comes back', () => {
    const item = {
      ...EMPTY_ITEM,
      description: 'Therapy',
      unit_price_cents: 10_000,
      service_date: '2026-11-20',
      code: { system: 'CPT', code: '90837' },
      unit: 'hour' as const,
      discount_rate_thousandths: '12.5',
      discount_reason: 'Staff',
    };
    const sent = inputOf(values({ items: [item] })).items[0];
    expect(sent).toEqual({
      description: 'Therapy',
      quantity: 1,
      unit_price_cents: 10_000,
      tax_rate_thousandths: 0,
      service_date: '2026-11-20',
      code: { system: 'CPT', code: '90837' },
      unit: 'hour',
      discount_rate_thousandths: 12_500,
      discount_reason: 'Staff',
    });
    expect(totalsOf(values({ items: [item] })).totalCents).toBe(8_750);
  });

  test('is asked for where half of it is missing', () => {
    expect(paths(line({ code: { system: 'CPT', code: '' } }))).toEqual(['items.0.code.code']);
    expect(paths(line({ discount_rate_thousandths: '10' }))).toEqual(['items.0.discount_reason']);
    expect(paths(line({ discount_rate_thousandths: '100.1' }))).toEqual([
      'items.0.discount_rate_thousandths',
    ]);
  });
});
