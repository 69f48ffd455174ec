/** The units of lines and of the price list, in words. */
import type { LineUnit } from '../../../../functions/domain/line-details.ts';

export const UNIT_WORDS: Record<LineUnit, string> = {
  session: 'Sessions',
  hour: 'Hours',
  minute: 'Minutes',
  day: 'Days',
  piece: 'Pieces',
};

export const UNIT_CHOICES: readonly { value: '' | LineUnit; label: string }[] = [
  { value: '', label: 'None' },
  ...Object.entries(UNIT_WORDS).map(([value, label]) => ({ value: value as LineUnit, label })),
];
