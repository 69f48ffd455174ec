import { describe, expect, test } from 'vitest';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { day } from '../../../../../functions/domain/calendar.ts';
import {
  type BuilderValues,
  EMPTY_LINE,
  inputOf,
  mistakesFrom,
  mistakesIn,
  newValues,
  totalsOf,
  valuesOf,
  withCurrency,
} from './form.ts';

const PATIENT = { id: '0190d7a0-0000-7000-8000-000000000001', name: 'Ana' };

const values = (change: Partial<BuilderValues> = {}): BuilderValues => ({
  ...newValues('usd', day('2026-11-23')),
  patient: PATIENT,
  lines: [{ ...EMPTY_LINE, description: 'Consultation', quantity: '2', unit: 5000, rate: '8.25' }],
  ...change,
});
const paths = (change: Partial<BuilderValues>) => mistakesIn(values(change)).map(({ path }) => path);
const line = (change: Partial<BuilderValues['lines'][number]>) => ({
  lines: [{ ...EMPTY_LINE, description: 'x', unit: 100, ...change }],
});

const UNREAD = { text: 'abc', problem: 'unreadable' } as const;

describe('a change of currency', () => {
  const priced = (currency: 'usd' | 'jpy' | 'kwd', unit: number) =>
    values({ currency, lines: [{ ...EMPTY_LINE, description: 'x', unit, discount: 100, taxAmount: 50 }] });

  test('keeps the digits and asks for them again where they do not fit', () => {
    const [line] = withCurrency(priced('usd', 12_550), 'jpy').lines;
    expect(line).toMatchObject({
      unit: { text: '125.50', problem: 'decimals' },
      discount: 1,
      taxAmount: { text: '0.50', problem: 'decimals' },
    });
    expect(mistakesIn(withCurrency(priced('usd', 12_550), 'jpy')).map(({ path }) => path)).toEqual([
      'lines.0.unit',
      'lines.0.taxAmount',
    ]);
    const [back] = withCurrency(withCurrency(priced('usd', 12_550), 'jpy'), 'usd').lines;
    expect(back).toMatchObject({ unit: 12_550, discount: 100, taxAmount: 50 });
  });

  test('of a currency with more decimals is the same amount', () => {
    expect(withCurrency(priced('usd', 12_550), 'kwd').lines[0]).toMatchObject({ unit: 125_500 });
    expect(withCurrency(priced('jpy', 12_550), 'usd').lines[0]).toMatchObject({ unit: 1_255_000 });
    expect(withCurrency(priced('kwd', 12_345), 'usd').lines[0]).toMatchObject({
      unit: { text: '12.345', problem: 'decimals' },
    });
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
    expect(invoices.create.input.safeParse({ ...input, patient_id: PATIENT.id }).success).toBe(true);
    expect(input.items).toEqual([
      { description: 'Consultation', quantity: 2, unit_price_cents: 5000, tax_rate_thousandths: 8_250 },
    ]);
  });

  test('totals are those of the server’s rule, and what is not filled in counts as nothing', () => {
    expect(totalsOf(values())).toMatchObject({
      totalCents: 10_825,
      lines: [{ tax_cents: 825, total_cents: 10_825 }],
    });
    expect(totalsOf(values({ discount: 1_000 })).totalCents).toBe(9_743);
    expect(totalsOf(values({ lines: [{ ...EMPTY_LINE, quantity: '1.5', unit: 33 }] })).totalCents).toBe(50);
    expect(totalsOf(values({ lines: [EMPTY_LINE], discount: UNREAD })).totalCents).toBe(0);
  });

  test.each<[string, Partial<BuilderValues>, string[]]>([
    ['no patient', { patient: null }, ['patient']],
    ['no description', line({ description: ' ' }), ['lines.0.description']],
    ['no price', line({ unit: 'empty' }), ['lines.0.unit']],
    ['a price that is none', line({ unit: UNREAD }), ['lines.0.unit']],
    ['no quantity', line({ quantity: '0' }), ['lines.0.quantity']],
    ['a quantity with four decimals', line({ quantity: '1.0005' }), ['lines.0.quantity']],
    ['an hour and a half', line({ quantity: '1.5' }), []],
    ['a rate with three decimals', line({ rate: '8.875' }), []],
    ['a rate with four', line({ rate: '8.8755' }), ['lines.0.rate']],
    ['a tax above the line', line({ taxAmount: 101 }), ['lines.0.rate']],
    ['a rate above all', line({ rate: '101' }), ['lines.0.rate']],
    ['a discount above the line', line({ discount: 101 }), ['lines.0.discount']],
    ['a discount above the invoice', { ...line({}), discount: 101 }, ['discount']],
    ['more than an invoice may be', line({ quantity: '9999', unit: 99_999_999 }), ['discount']],
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
      { path: 'lines.2.unit', step: 'items', message: 'Too much.' },
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
