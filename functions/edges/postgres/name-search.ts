/** Finding people by name: every word, in any order; what a word is and how it is folded is `search_text` (migration 041). */

/** `%` and `_` in what people type mean themselves. */
export const likeLiteral = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** More words than any name needs; the rest of a longer text is left out. */
const MOST_WORDS = 8;

/** The words of a text, without the commas and quotes between them. */
export const wordsOf = (text: string): string[] =>
  (text.normalize('NFKC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, MOST_WORDS);

/**
 * A condition that a folded column holds all words in the text; false when the text has no word.
 *
 * @param bind adds a value to the statement and gives its placeholder
 */
export function holdsWords(column: string, text: string, bind: (value: unknown) => string): string {
  const words = wordsOf(text);
  if (words.length === 0) return 'false';
  const conditions = words.map((word) => `${column} like search_text(${bind(`%${likeLiteral(word)}%`)})`);
  return `(${conditions.join(' and ')})`;
}
