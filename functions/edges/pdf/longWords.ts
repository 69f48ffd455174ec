/** Breaks words that are longer than a line, in one pass: pdfkit measures such a word again for each letter. */

/** Shorter words are cheap to measure, and stay as pdfkit breaks them. */
const LONG_WORD = /\S{25,}/gu;

/** What is needed of the canvas: its font and size are set. */
export type Ruler = { widthOfString(text: string): number };

/** The text with a line break in each long word where a line of `width` points is full. */
export function breakLongWords(ruler: Ruler, text: string, width: number): string {
  const widths = new Map<string, number>();
  const widthOf = (character: string): number => {
    const known = widths.get(character) ?? ruler.widthOfString(character);
    widths.set(character, known);
    return known;
  };
  return text.replace(LONG_WORD, (word) => broken(word, width, widthOf));
}

function broken(word: string, width: number, widthOf: (character: string) => number): string {
  const lines = [''];
  let used = 0;
  for (const character of word) {
    const needed = widthOf(character);
    if (used > 0 && used + needed > width) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += character;
    used += needed;
  }
  return lines.join('\n');
}
