import { expect, test } from 'vitest';
import { runsOf } from './direction.ts';

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
])('%s', (line, expected) => {
  expect(seen(line)).toBe(expected);
});
