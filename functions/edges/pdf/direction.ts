/** Where the parts of a line stand, when some are read from right to left (UAX #9 without embeddings). */
import { isRightToLeft } from '../../domain/bidirectional-text.ts';

/** `sign`: belongs to a number that it touches. `between`: takes the direction of what is around it. */
type Kind = 'left' | 'right' | 'digit' | 'sign' | 'between';

/** A part of a line in one direction. */
export type Run = { text: string; rightToLeft: boolean };

const MIRRORED: Readonly<Record<string, string>> = Object.fromEntries(
  ['()', '[]', '{}', '<>', '«»', '‹›'].flatMap(([open = '', close = '']) => [
    [open, close],
    [close, open],
  ]),
);

function kindOf(character: string): Kind {
  if (/\p{Nd}/u.test(character)) return 'digit';
  if (/\p{M}/u.test(character)) return 'between';
  if (/[\p{L}\p{Nl}]/u.test(character)) return isRightToLeft(character) ? 'right' : 'left';
  return /[.,:/+\-−%°\p{Sc}]/u.test(character) ? 'sign' : 'between';
}

/** The runs of a line in the order of their characters, each with its position from the left. */
export function runsOf(line: string): (Run & { place: number })[] {
  const characters = [...line];
  const levels = levelsOf(characters.map(kindOf), characters);
  const runs: { text: string; level: number; place: number }[] = [];
  for (const [index, character] of characters.entries()) {
    const last = runs.at(-1);
    const level = levels[index] ?? 0;
    if (last?.level === level) last.text += character;
    else runs.push({ text: character, level, place: runs.length });
  }
  const order = visualOrder(runs.map(({ level }) => level));
  return runs.map(({ text, level }, index) => ({
    text: level % 2 === 1 ? mirrored(text) : text,
    rightToLeft: level % 2 === 1,
    place: order.indexOf(index),
  }));
}

/** Signs are drawn as seen from the other side; a run without alphabetic characters is not turned by the font, so it is turned here. */
function mirrored(text: string): string {
  const characters = [...text].map((character) => MIRRORED[character] ?? character);
  return (isRightToLeft(text) ? characters : characters.reverse()).join('');
}

/** Even levels are read from left to right, odd ones from right to left; the first strong character decides for the line. */
function levelsOf(kinds: Kind[], characters: string[]): number[] {
  const base = kinds.find((kind) => kind === 'left' || kind === 'right') === 'right' ? 1 : 0;
  const joined = joinSigns(kinds);
  let strong: Kind = base === 1 ? 'right' : 'left';
  const levels = joined.map((kind) => {
    if (kind === 'left' || kind === 'right') strong = kind;
    return levelOf(kind, strong, base);
  });
  return levels.map((level, index) => level ?? levelBetween(levels, index, base, characters));
}

/** The level of a strong character or a digit; `strong` is the kind of the last strong one before it. */
function levelOf(kind: Kind, strong: Kind, base: number): number | undefined {
  if (kind === 'right') return 1;
  if (kind === 'left') return base === 0 ? 0 : 2;
  if (kind === 'digit') return strong === 'left' && base === 0 ? 0 : 2;
  return undefined;
}

/** The level of what stands between: that of its sides where they agree, and of the line where they do not. */
function levelBetween(
  levels: (number | undefined)[],
  index: number,
  base: number,
  characters: string[],
): number {
  const before = levels.slice(0, index).findLast((each) => each !== undefined);
  const after = levels.slice(index).find((each) => each !== undefined);
  if (after === undefined && characters.slice(index).join('').trim() === '') return base;
  // A number counts as right to left for what is beside it, unless the words around are left to right.
  const isRight = (level: number | undefined) =>
    level === undefined ? base === 1 : level === 1 || (level === 2 && base === 0);
  if (isRight(before) !== isRight(after)) return base;
  if (isRight(before)) return 1;
  return base === 0 ? 0 : 2;
}

/** `1,250.00` and `-5 %` are one number. */
function joinSigns(kinds: Kind[]): Kind[] {
  return kinds.map((kind, index) => {
    if (kind !== 'sign') return kind;
    return kinds[index - 1] === 'digit' || kinds[index + 1] === 'digit' ? 'digit' : 'between';
  });
}

/** From the highest level to the lowest odd one, what stands together is turned around. */
function visualOrder(levels: number[]): number[] {
  const order = levels.map((_, index) => index);
  for (let level = Math.max(...levels, 0); level > 0; level--) {
    let start = 0;
    while (start < order.length) {
      const at = (place: number) => levels[order[place] ?? -1] ?? -1;
      if (at(start) < level) {
        start += 1;
        continue;
      }
      let end = start;
      while (end < order.length && at(end) >= level) end += 1;
      order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end;
    }
  }
  return order;
}
