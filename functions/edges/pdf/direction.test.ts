import { expect, test } from 'vitest';
import { paragraphsOf, runsOf } from './direction.ts';

/** The runs from the left to the right of the page; what is read from right to left in braces. */
const seen = (line: string): string =>
  runsOf(line)
    .toSorted((one, other) => one.place - other.place)
    .map(({ text, rightToLeft }) => (rightToLeft ? `{${text}}` : text))
    .join('|');

test.each([
  ['Ana Pérez 12', 'Ana Pérez 12'],
  ['שרה לוי', '{שרה לוי}'],
  // The number comes last, so it stands at the left, with its digits in their order.
  ['שרה לוי 12', '12|{שרה לוי }'],
  ['ייעוץ 1,250.00 שעות', '{ שעות}|1,250.00|{ייעוץ }'],
  ['Invoice שרה לוי 12 paid', 'Invoice |12|{שרה לוי }| paid'],
  ['שרה Ana', 'Ana|{שרה }'],
  ['שרה (לוי)', '{שרה )לוי(}'],
  ['محمد 45', '45|{محمد }'],
  // Parts of a line stay in their order, each read in its own direction.
  ['CPT 9 · شرق · غرب', 'CPT 9 · |{شرق}| · |{غرب}'],
])('%s', (line, expected) => {
  expect(seen(line)).toBe(expected);
});

test('each paragraph is read in its own direction', () => {
  const directions = paragraphsOf('كشف طبي\nNovember 26, 2026 · د. فاطمة').map(({ direction }) => direction);
  expect(directions).toEqual(['rtl', 'ltr']);
});
