/** Where the parts of a line stand, when some are read from right to left: the Unicode bidirectional algorithm (UAX #9). */
import createBidi from 'bidi-js';
import { isRightToLeft } from '../../domain/bidirectional-text.ts';

const bidi = createBidi();

/** A part of a line in one direction, mirrored signs included. */
export type Run = { text: string; rightToLeft: boolean };

/** The direction of a paragraph: that of its first character that has one (rules P2 and P3). */
export const directionOf = (paragraph: string): 'ltr' | 'rtl' =>
  (bidi.getEmbeddingLevels(paragraph).paragraphs[0]?.level ?? 0) % 2 === 1 ? 'rtl' : 'ltr';

/** The paragraphs of a text, each read in its own direction: a name in Arabic does not turn the line below it. */
export const paragraphsOf = (text: string): { paragraph: string; direction: 'ltr' | 'rtl' }[] =>
  text.split('\n').map((paragraph) => ({ paragraph, direction: directionOf(paragraph) }));

/**
 * The dot between two parts of a line, such as a name and a room. It is written by the document, so it is read in the
 * direction of the document: the parts stay in their order, whatever their scripts.
 */
const BETWEEN_PARTS = /(?<=^|[ \u00a0])·(?= |$)/g;
const MARKS = { ltr: '\u200e', rtl: '\u200f' } as const;

/** The runs of a line in the order of their characters, each with its place from the left. */
export function runsOf(line: string, direction = directionOf(line)): (Run & { place: number })[] {
  const marked = line.replace(BETWEEN_PARTS, MARKS[direction]);
  const embedding = bidi.getEmbeddingLevels(marked, direction);
  const runs: { text: string; level: number; start: number }[] = [];
  let start = 0;
  for (const character of line) {
    const level = embedding.levels[start] ?? 0;
    const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(character) ?? character) : character;
    const last = runs.at(-1);
    if (last?.level === level) last.text += shown;
    else runs.push({ text: shown, level, start });
    start += character.length;
  }
  const seen = bidi.getReorderedIndices(marked, embedding);
  const places = runs.map((run) => seen.indexOf(run.start)).toSorted((one, other) => one - other);
  return runs.map((run) => ({
    text: run.text,
    rightToLeft: run.level % 2 === 1,
    place: places.indexOf(seen.indexOf(run.start)),
  }));
}

/**
 * The text of a run as a font is given it. A font turns characters that are read from right to left; a part without such
 * characters, as a bracket alone, is turned here.
 */
export const asDrawn = (text: string, rightToLeft: boolean): string =>
  rightToLeft && !isRightToLeft(text) ? [...text].reverse().join('') : text;
