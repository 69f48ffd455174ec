/** Columns stay between the margins and hold their numbers unbroken. */
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { formatMoney } from '../../domain/currency.ts';
import { column, dayColumn } from '../../domain/document-parts.ts';
import { columnsOf } from './columns.ts';
import { openFonts } from './fonts.ts';
import { LEFT, widthBetween } from './frame.ts';
import { breakLongWords } from './lines.ts';
import { widthOf } from './writing.ts';

const canvasOf = async (size: 'A4' | 'LETTER') =>
  Object.assign(new PDFDocument({ size, font: undefined as unknown as string }), {
    fonts: await openFonts(''),
  });

test.each([12_750, 999_999_99])('seven amounts of %i fils fit beside a name', async (amount) => {
  const canvas = await canvasOf('A4');
  const text = formatMoney(amount, 'kwd');
  const amounts = Array.from({ length: 7 }, (_, index) => column(`Over ${index} days`, 1.1));
  const table = {
    columns: [column('Patient', 2, false), ...amounts],
    rows: [['Priya Venkataraman', ...amounts.map(() => text)]],
  };
  const { places, styles } = columnsOf(canvas, table);
  const end = Math.max(...places.map(({ x, width }) => x + width));
  expect(end).toBeLessThanOrEqual(LEFT + widthBetween(canvas) + 0.01);
  for (const { width } of places.slice(1)) {
    expect(width).toBeGreaterThanOrEqual(widthOf(canvas, text, { ...styles.cell, figures: true }));
  }
});

test('texts get the room that numbers leave, and a day stays whole', async () => {
  const canvas = await canvasOf('LETTER');
  const table = {
    columns: [dayColumn('Date', 1), column('Description', 4, false), column('Amount', 4)],
    rows: [['September 28, 2026', 'Foot insert, molded to patient model', '$1.00']],
  };
  const { places, styles } = columnsOf(canvas, table);
  const [date, description, amount] = places.map(({ width }) => width);
  expect(date).toBeGreaterThanOrEqual(widthOf(canvas, 'September 28, 2026', styles.cell));
  expect(description).toBeGreaterThan(250);
  expect(amount).toBeLessThan(70);
});

test('a sentence without spaces takes no room from a day', async () => {
  const canvas = await canvasOf('A4');
  const sentence = '英文診断書の作成、および海外の保険会社に提出するための証明書';
  const table = {
    columns: [dayColumn('Date', 2.2), column('Description', 2.6, false), column('Practitioner', 2.2, false)],
    rows: [['November 28, 2026', sentence, sentence]],
  };
  const { places, styles } = columnsOf(canvas, table);
  expect(places[0]?.width).toBeGreaterThanOrEqual(widthOf(canvas, 'November 28, 2026', styles.cell));
});

test('a long word is broken so that the break after it has room too', () => {
  const ruler = { widthOfString: (text: string) => text.length * 5 };
  const word = 'x'.repeat(60);
  expect(breakLongWords(ruler, word, 300)).toBe(word);
  for (const line of breakLongWords(ruler, word, 100).split('\n')) expect(line.length).toBeLessThan(20);
});
