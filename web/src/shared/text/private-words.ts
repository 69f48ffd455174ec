/**
 * What someone searches for is often a patient. The address holds a number in its place, so that Back still works and
 * the browser's history shows nothing; the words are in memory and gone with the page.
 */

const KEPT_MAX = 500;

const kept: string[] = [];

/** The number that stands for the words in an address. */
export function keepWords(words: string): string {
  const known = kept.lastIndexOf(words);
  if (known >= 0) return String(known + 1);
  if (kept.length >= KEPT_MAX) kept.length = 0;
  return String(kept.push(words));
}

/** The words that a number stands for; none after a reload, or in another browser. */
export const wordsOf = (number: string): string | undefined => kept[Number(number) - 1];

/** Forgets them all, when someone signs out. */
export const forgetWords = (): void => {
  kept.length = 0;
};
