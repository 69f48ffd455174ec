/** Breaks words that are longer than a line, in one pass: pdfkit measures such a word again for each character. */

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

/** The text in lines of at most `width` points, broken between words, and within one that is longer. */
export function linesOf(ruler: Ruler, text: string, width: number): string[] {
  const fits = (line: string): boolean => ruler.widthOfString(line) <= width;
  const within = (word: string): string =>
    fits(word) ? word : broken(word, width, (character) => ruler.widthOfString(character));
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const part of paragraph.split(' ').flatMap((word) => within(word).split('\n'))) {
      const line = lines.at(-1) ?? '';
      const longer = line === '' ? part : `${line} ${part}`;
      if (fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(part);
    }
    return lines;
  });
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
