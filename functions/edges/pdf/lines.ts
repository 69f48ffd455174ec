/** Breaks texts into lines. */

/** Shorter words are cheap to measure, and stay as pdfkit breaks them. */
const LONG_WORD = /\S{25,}/gu;

/** A word whose characters are wider than this is too wide as a whole, however close they stand; it is not measured. */
const MOST_KERNING = 1.3;

/** What is needed of the canvas: its font and size are set. */
export type Ruler = { widthOfString(text: string): number };

/** The text with a line break in each long word where a line of `width` points is full, in one pass. */
export function breakLongWords(ruler: Ruler, text: string, width: number): string {
  const widths = new Map<string, number>();
  // pdfkit measures a word with the break after it.
  const room = width - ruler.widthOfString('\n');
  const widthOf = (character: string): number => {
    const known = widths.get(character) ?? ruler.widthOfString(character);
    widths.set(character, known);
    return known;
  };
  const fits = (word: string): boolean => {
    let sum = 0;
    for (const character of word) {
      sum += widthOf(character);
      if (sum > width * MOST_KERNING) return false;
    }
    return ruler.widthOfString(word) <= width;
  };
  return text.replace(LONG_WORD, (word) => (fits(word) ? word : broken(word, room, widthOf)));
}

/** The text in lines of at most `width` points, broken where its scripts allow it, and within what is longer. */
export function linesOf(ruler: Ruler, text: string, width: number): string[] {
  const within = (part: string): string[] =>
    ruler.widthOfString(part.trimEnd()) <= width
      ? [part]
      : broken(part, width, (cluster) => ruler.widthOfString(cluster)).split('\n');
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    let used = 0;
    for (const part of unbreakable(paragraph).flatMap(within)) {
      const begins = used > 0 && used + ruler.widthOfString(part.trimEnd()) > width;
      if (begins) lines.push(part);
      else lines[lines.length - 1] += part;
      used = (begins ? 0 : used) + ruler.widthOfString(part);
    }
    return lines.map((line) => line.trimEnd());
  });
}

const words = new Intl.Segmenter('und', { granularity: 'word' });
const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Scripts that put no space between words. */
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
/** Signs that do not begin a line, and signs that do not end one. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\p{M}\u30fc\u3005]/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;

/** The parts between which a line may be broken; a space belongs to the part before it. */
export function unbreakable(paragraph: string): string[] {
  const parts: string[] = [];
  let before = '';
  for (const { segment } of words.segment(paragraph)) {
    if (parts.length === 0 || mayBreak(before, segment)) parts.push(segment);
    else parts[parts.length - 1] += segment;
    before = segment;
  }
  return parts;
}

function mayBreak(before: string, after: string): boolean {
  if (after === ' ') return false;
  if (before.endsWith(' ')) return true;
  if (CLOSING.test(after) || OPENING.test(before)) return false;
  return WITHOUT_SPACES.test(before) || WITHOUT_SPACES.test(after);
}

function broken(word: string, width: number, widthOf: (cluster: string) => number): string {
  const lines = [''];
  let used = 0;
  for (const { segment } of clusters.segment(word)) {
    const needed = widthOf(segment);
    if (used > 0 && used + needed > width) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += segment;
    used += needed;
  }
  return lines.join('\n');
}
