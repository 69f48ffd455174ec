/** Keeps the direction of what a person typed from reordering the words and numbers around it. */
import { DIRECTION_CONTROLS } from './text.ts';

/** Letters and digits that are read from right to left: Hebrew, Arabic, Syriac, Thaana, N’Ko and their kin. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether some of the text is read from right to left. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/**
 * What a person typed, for a place where `<bdi>` is impossible: between marks that keep it from reordering the words and
 * numbers around it (U+2068, U+2069). Text that is read from left to right needs none and stays as it is.
 */
export function isolate(text: string): string {
  if (!isRightToLeft(text)) return text;
  return `\u2068${withoutDirection(text)}\u2069`;
}

/** The text without marks of direction, such as those that `isolate` puts around it. */
export const withoutDirection = (text: string): string =>
  text.replace(new RegExp(DIRECTION_CONTROLS, 'g'), '');
