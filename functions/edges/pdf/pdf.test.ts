import { afterAll, expect, test, vi } from 'vitest';
import { pdfLines } from '../../../infra/local/clinics/pdf-text.ts';
import { letterheadOf } from '../../../tests/support/letterhead.ts';
import { formatMoney } from '../../domain/currency.ts';
import { invoiceDocumentModel, receiptDocumentModel } from '../../domain/document-model.ts';
import type { DocumentFacts } from '../../domain/document-parts.ts';
import { LOCALES } from '../../domain/document-texts.ts';
import { NO_DETAILS, type PrintedDetails } from '../../domain/line-details.ts';
import { createPdf } from './pdf.ts';

const clinic = letterheadOf({
  name: 'Harbour Street Clinic',
  email: 'billing@clinic.example',
  phone: '+1 555 0100',
});
const item = (description: string, unit_price_cents = 125_50, tax_cents = 0) => ({
  description,
  quantity: 1,
  ...(NO_DETAILS as PrintedDetails),
  unit_price_cents,
  discount_cents: 0,
  tax_rate_thousandths: null as number | null,
  tax_cents,
  total_cents: unit_price_cents + tax_cents,
});
const facts = (change: Partial<DocumentFacts> = {}): DocumentFacts => {
  const items = change.items ?? [item('Consultation')];
  const total = items.reduce((sum, each) => sum + each.total_cents, 0);
  return {
    invoice_number: 'CLINIC-202611-0001',
    status: 'issued',
    currency: 'usd',
    issued_on: '2026-11-23',
    due_date: '2026-12-23',
    patient_name: 'Ana Pérez',
    postal_address: null,
    tax_number: null,
    language: 'en',
    items,
    discount_cents: 0,
    total_amount_cents: total,
    paid_cents: 0,
    credited_cents: 0,
    balance_cents: total,
    to_credit_cents: 0,
    payments: [],
    ...change,
  };
};
// The thread reads its fonts first, which takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
const pdf = createPdf(() => undefined);
afterAll(() => pdf.close());
const linesOf = async (change: Partial<DocumentFacts> = {}) =>
  pdfLines(await pdf.render(invoiceDocumentModel({ facts: facts(change), clinic })));

test('a line says when, under which code, by whom and where its service was given, and how much of it', async () => {
  const treated = {
    ...item('Psychotherapy'),
    quantity: 1.5,
    unit: 'hour' as const,
    service_date: '2026-11-20',
    code: { system: 'CPT', code: '90837' },
    practitioner: { name: 'Dr. Ana Ruiz', licence_number: 'NPI 1234567893' },
    tax_exempt_reason: 'Medical care',
  };
  const text = (await linesOf({ items: [treated] })).join(' ').replace(/ +/g, ' ');
  for (const part of [
    'November 20, 2026',
    'CPT 90837',
    'Dr. Ana Ruiz (NPI 1234567893)',
    'Exempt from tax: Medical care',
    '1.5 hours',
  ])
    expect(text).toContain(part);
  const spanish = (await linesOf({ language: 'es', items: [treated] })).join(' ').replace(/ +/g, ' ');
  for (const part of ['20 de noviembre de 2026', 'Exento de impuestos: Medical care', '1,5 horas'])
    expect(spanish).toContain(part);
});

test('an invoice shows its number, its lines, its total and who it is for', async () => {
  const lines = await linesOf({ items: [item('Consultation', 125_50, 10_35)] });
  for (const text of ['Invoice CLINIC-202611-0001', 'Ana Pérez', 'Consultation', '$10.35', '$135.85']) {
    expect(lines).toContain(text);
  }
  expect(lines).toContain('November 23, 2026');
});

test('an invoice shows the address and tax number of its patient, and a code to scan while something is owed', async () => {
  const lines = await linesOf({
    postal_address: '12 Harbour Street\nSpringfield',
    tax_number: 'ES-X1234567L',
  });
  for (const text of ['12 Harbour Street', 'Springfield', 'ES-X1234567L']) expect(lines).toContain(text);
  expect(lines).not.toContain('Scan to pay');
  const payUrl = 'https://billing.example/patient/invoice/token';
  const owed = await pdf.render(invoiceDocumentModel({ facts: facts(), clinic, payUrl }));
  expect(pdfLines(owed)).toContain('Scan to pay');
  expect(Buffer.from(owed).toString('latin1')).toContain('/S /Figure');
  const paid = invoiceDocumentModel({ facts: facts({ balance_cents: 0 }), clinic, payUrl });
  expect(paid.qr).toBeNull();
});

test('a document carries no character of the one before it, though both draw it by the same glyph', async () => {
  await linesOf({ patient_name: 'O\u02BCBrien' });
  expect(await linesOf({ patient_name: 'O\u2019Brien' })).toContain('O\u2019Brien');
});

test('the same facts make the same bytes, and it is a tagged file in the patient’s language', async () => {
  const document = invoiceDocumentModel({ facts: facts({ language: 'es' }), clinic });
  const [one, other] = await Promise.all([pdf.render(document), pdf.render(document)]);
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
  const text = Buffer.from(one).toString('latin1');
  expect(text.startsWith('%PDF-1.7')).toBe(true);
  expect(text).toContain('/Lang (es)');
  expect(text).toContain('/Marked true');
  for (const tag of ['/S /Table', '/S /TH', '/S /TD', '/S /H1', '/Scope /Column'])
    expect(text).toContain(tag);
  expect(pdfLines(one)).toContain('Factura CLINIC-202611-0001');
});

test.each(['Çiğdem Öz', 'Nguyễn Bảo', 'Фёдор Иванов', 'Ελένη', 'O’Brien & Søn <img onerror>'])(
  'the name %s is printed as it is written',
  async (name) => {
    expect(await linesOf({ patient_name: name })).toContain(name);
  },
);

test.each([
  ['שרה לוי 12', '12'],
  ['محمد علي 45', '45'],
  ['Ana שרה 1,250.00', '1,250.00'],
])('the number in the right-to-left name %s keeps its digits', async (patient_name, number) => {
  const lines = await linesOf({ patient_name });
  expect(lines).toContain(number);
  expect(lines).not.toContain([...number].reverse().join(''));
});

test('a long right-to-left description is broken into lines that stay in their column', async () => {
  const description = `${'ייעוץ רפואי ראשון '.repeat(12)}${'ש'.repeat(80)}`;
  const lines = await linesOf({ items: [item(description, 43_21)] });
  expect(lines.filter((line) => /[\u0590-\u05ff]/.test(line)).length).toBeGreaterThan(4);
  expect(lines.join('').replace(/[^ש]/g, '').length).toBeGreaterThanOrEqual(80);
  expect(lines).toContain('$43.21');
});

/** Every part of a document, one after the other, in the order in which they are read. */
const textOf = async (change: Partial<DocumentFacts>) => (await linesOf(change)).join('');

const SCRIPTS = [
  ['Latin', 'Çiğdem Nguyễn Łukasz'],
  ['Greek', 'Ελένη Παπαδοπούλου'],
  ['Cyrillic', 'Фёдор Ґалаґан'],
  ['Hebrew', 'שרה לוי'],
  ['Arabic', 'محمد علي'],
  ['Armenian', 'Արամ Խաչատրյան'],
  ['Georgian', 'გიორგი ბერიძე'],
  ['Devanagari', 'हिन्दी क्षत्रिय कर्म'],
  ['Bengali', 'রবীন্দ্রনাথ ঠাকুর'],
  ['Gurmukhi', 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ'],
  ['Gujarati', 'કૃષ્ણ પટેલ'],
  ['Tamil', 'கோபாலகிருஷ்ணன்'],
  ['Telugu', 'శ్రీనివాస్'],
  ['Kannada', 'ಕೃಷ್ಣಮೂರ್ತಿ'],
  ['Malayalam', 'ശ്രീധരൻ'],
  ['Sinhala', 'ශ්‍රී ලංකා'],
  ['Thai', 'สมชาย น้ำใจ'],
  ['Lao', 'ສົມສັກ'],
  ['Khmer', 'សុខា ខ្មែរ'],
  ['Burmese', 'မြန်မာ'],
  ['Amharic', 'ኃይሌ ገብረ'],
  ['Chinese', '张伟 陳大文'],
  ['Japanese', '山田さくら ヤマダ'],
  ['Korean', '김민수 한글'],
  ['emoji', '🦷 😀'],
] as const;

test.each(SCRIPTS)('a name in %s is printed whole, alone and within a sentence', async (_script, name) => {
  const sentence = `Visit of ${name} (2 x), paid 1,250.00`;
  const text = await textOf({ patient_name: name, items: [item(sentence)] });
  expect(text).not.toContain('\uFFFD');
  expect(text).toContain(name.normalize('NFC'));
  for (const part of ['Visit of ', name.normalize('NFC'), '1,250.00']) expect(text).toContain(part);
});

test('all scripts stand in one description, broken into lines within their column', async () => {
  const description = SCRIPTS.map(([, name]) => name)
    .join(' 7 ')
    .repeat(2);
  const text = await textOf({ items: [item(description)] });
  expect(text).not.toContain('\uFFFD');
  for (const [, name] of SCRIPTS)
    for (const word of name.split(' ')) expect(text).toContain(word.normalize('NFC'));
});

test('a text without spaces is broken between its words', async () => {
  const lines = await linesOf({ items: [item('初診料と再診料を含む総合的な健康診断'.repeat(6))] });
  const parts = lines.filter((line) => /[\p{sc=Han}\p{sc=Hira}]/u.test(line));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join('')).toBe('初診料と再診料を含む総合的な健康診断'.repeat(6));
});

test('a document in other scripts has the same bytes for the same facts', async () => {
  const document = invoiceDocumentModel({ facts: facts({ patient_name: '张伟 हिन्दी שרה' }), clinic });
  const [one, other] = [await pdf.render(document), await pdf.render(document)];
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
});

test('a character that no font draws is shown as missing, and does not stop the print', async () => {
  expect(await linesOf({ patient_name: 'A\u{10FFFD}B' })).toContain('\uFFFD');
});

test('a document that no thread could hold is refused before it gets there', async () => {
  const end = await linesOf({ patient_name: 'x'.repeat(1_000_001) }).then(
    () => 'printed',
    ({ code }: { code: string }) => code,
  );
  expect(end).toBe('document_too_large');
});

test('a hundred long lines go over pages, each numbered, and none is lost', async () => {
  const items = Array.from({ length: 100 }, (_, index) =>
    item(`Service number ${index + 1} of the visit`, 1_00),
  );
  const lines = await linesOf({ items });
  for (const { description } of items) expect(lines).toContain(description);
  expect(lines.filter((line) => /^Page \d of \d$/.test(line)).length).toBeGreaterThan(2);
});

test.each(['usd', 'eur', 'jpy', 'kwd'] as const)(
  'an amount of %s stands on one line beside discount and tax, in both languages',
  async (currency) => {
    for (const language of ['en', 'es'] as const) {
      const amounts = { unit_price_cents: 999_999_99, discount_cents: 12_345_67, tax_cents: 88_888_88 };
      const items = [
        { ...item('Consultation'), ...amounts, total_cents: 999_999_99 - 12_345_67 + 88_888_88 },
      ];
      const lines = await linesOf({ items, currency, language });
      for (const cents of Object.values(amounts)) {
        expect(lines).toContain(formatMoney(cents, currency, LOCALES[language]));
      }
    }
  },
);

test.each([
  [
    'en',
    [
      ...['Includes tax 5% on $100.00', '$5.00', 'Includes tax 8.875% on $200.00', '$17.76'],
      ...['Includes tax', '$1.00', 'Not taxed', '$125.50'],
    ],
  ],
  [
    'es',
    [
      ...['Incluye impuesto 5 % sobre 100,00 US$', 'Incluye impuesto 8,875 % sobre 200,00 US$'],
      ...['Incluye impuesto', 'Sin impuesto'],
    ],
  ],
] as const)(
  'the tax of each rate is named with what is taxed at it, and what is not, in %s',
  async (language, expected) => {
    const taxed = (tax_rate_thousandths: number | null, tax: number) => ({
      ...item('Consultation', 100_00, tax),
      tax_rate_thousandths,
    });
    const items = [
      taxed(8_875, 8_88),
      taxed(null, 1_00),
      taxed(5_000, 5_00),
      taxed(8_875, 8_88),
      item('Free'),
    ];
    const lines = (await linesOf({ items, language })).map((line) => line.replaceAll('\u00a0', ' '));
    for (const text of expected) expect(lines).toContain(text);
    expect(lines.filter((line) => /^Incl/.test(line))).toHaveLength(3);
  },
);

test('what is taxed at a rate is without its part of the discount of the invoice', async () => {
  const items = [
    { ...item('Visit', 100_00, 8_55), tax_rate_thousandths: 9_000 },
    { ...item('Insole', 100_00), tax_exempt_reason: 'Aid' },
  ];
  const lines = await linesOf({ items, discount_cents: 10_00, total_amount_cents: 198_55 });
  expect(lines).toContain('Includes tax 9% on $95.00');
  expect(lines[lines.indexOf('Not taxed') + 1]).toBe('$95.00');
});

test('a table is never parted from its heads, also where its only row stays with the sums', async () => {
  const payment = { amount_cents: 1_00, refunded_cents: 50, method: 'card', seal: null };
  for (let count = 8; count < 24; count++) {
    const items = Array.from({ length: count }, (_, index) => item(`Service ${index}`));
    const payments = [{ ...payment, reference: 'pi_3Qx7Yb2eZvKYlo2C1abcdefg', received_on: '2026-11-24' }];
    const lines = await linesOf({ items, payments });
    const table = lines.slice(lines.indexOf('Payments'), lines.indexOf('November 24, 2026'));
    expect(table.filter((line) => /^Page \d/.test(line))).toEqual([]);
  }
});

test('a reference is not broken, and neither is a day', async () => {
  const payment = { amount_cents: 887_47, refunded_cents: 75_25, method: 'card', seal: null };
  const payments = [{ ...payment, reference: 'pi_ggpowK3H5SxVwup6ZdTKDNYm', received_on: '2026-11-28' }];
  const lines = await linesOf({ payments });
  expect(lines).toContain('pi_ggpowK3H5SxVwup6ZdTKDNYm');
  expect(lines).toContain('November 28, 2026');
});

test('an address in Arabic takes the room of one in Latin, and that of its taller characters', async () => {
  const pagesWith = async (postal_address: string) => {
    const model = invoiceDocumentModel({
      facts: facts({ items: Array.from({ length: 12 }, () => item('Visit')) }),
      clinic: { ...clinic, postal_address },
    });
    return pdfLines(await pdf.render(model)).filter((line) => /^Page \d/.test(line));
  };
  const address = 'شارع سالم المبارك\nمبنى 12\nالسالمية 22001\nدولة الكويت';
  expect(await pagesWith(address)).toEqual(await pagesWith('Street\nBuilding 12\nTown 22001\nCountry'));
});

test('the line breaks of a description are kept', async () => {
  const lines = await linesOf({ items: [item('First visit\nFollow-up call\r\nReport')] });
  for (const text of ['First visit', 'Follow-up call', 'Report']) expect(lines).toContain(text);
});

test('a description of more lines than a page holds goes on, and its amount is there once', async () => {
  const description = Array.from({ length: 130 }, (_, index) => `line ${index}`).join('\n');
  const lines = await linesOf({ items: [item(description, 4321)] });
  for (const text of description.split('\n')) expect(lines).toContain(text);
  // The price, the amount, the total and the balance.
  expect(lines.filter((line) => line === '$43.21')).toHaveLength(4);
});

test('the heads of the columns stand on every page', async () => {
  const items = Array.from({ length: 100 }, (_, index) => item(`Service ${index}`, 1_00));
  const lines = await linesOf({ items });
  const pages = lines.filter((line) => /^Page \d of \d$/.test(line)).length;
  expect(pages).toBeGreaterThan(2);
  expect(lines.filter((line) => line === 'Description')).toHaveLength(pages);
});

test.each([
  ['en', 'Added to your credit'],
  ['es', 'Añadido a su saldo a favor'],
] as const)('a surplus that became credit is named in %s', async (language, label) => {
  const lines = await linesOf({ to_credit_cents: 20_00, balance_cents: 0, language });
  expect(lines).toContain(label);
  expect(lines).toContain(formatMoney(20_00, 'usd', LOCALES[language]));
});

test.each(['A$$ & Sons', '$& {email} $1'])('the clinic’s phone %j is printed as it is', async (phone) => {
  const document = invoiceDocumentModel({ facts: facts(), clinic: { ...clinic, phone } });
  expect(document.foot).toBe(`Questions? ${phone} · billing@clinic.example`);
});

test('a document whose lines do not add up to its total is refused', () => {
  expect(() => invoiceDocumentModel({ facts: facts({ total_amount_cents: 1 }), clinic })).toThrow(
    'come to its total',
  );
});

test('a receipt shows what was received and what is still owed', async () => {
  const payments = [
    {
      amount_cents: 25_50,
      refunded_cents: 5_00,
      method: 'card',
      reference: 'pi_1',
      seal: '12-ab34cd56ef78',
      received_on: '2026-11-24',
    },
  ];
  const document = receiptDocumentModel({
    facts: facts({ payments, paid_cents: 20_50, balance_cents: 105_00, status: 'partially_paid' }),
    clinic,
  });
  const lines = pdfLines(await pdf.render(document));
  for (const text of [
    'Receipt for invoice CLINIC-202611-0001',
    'pi_1',
    '12-ab34cd56ef78',
    '$25.50',
    '$5.00',
    '$105.00',
    'Card',
  ]) {
    expect(lines).toContain(text);
  }
});
