/**
 * The font files of scripts that Inter does not draw: the Noto Sans families, cut into slices of some hundred characters.
 * A document reads the slices that its own characters need, so that a Latin one reads none.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type * as fontkit from 'fontkit';
import subsetFont from 'subset-font';
import { shapedFont } from './shaping.ts';

const { resolve } = createRequire(import.meta.url);

/** Han characters are drawn as they are written in the country that the other characters of the text point to. */
const HAN = ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'] as const;
const FAMILIES = [
  ...[
    'hebrew',
    'arabic',
    'armenian',
    'georgian',
    'devanagari',
    'bengali',
    'gurmukhi',
    'gujarati',
    'tamil',
    'telugu',
    'kannada',
    'malayalam',
    'sinhala',
    'thai',
    'lao',
    'khmer',
    'myanmar',
    'ethiopic',
  ].map((script) => `noto-sans-${script}`),
];
const EMOJI = 'noto-emoji';

/** The weights of the axis in the files. */
const WEIGHTS = { regular: 400, strong: 600 } as const;
export type Weight = keyof typeof WEIGHTS;

/** Slices that only hold what Inter draws. */
const LATIN_SLICE = /^(latin|vietnamese|cyrillic|greek|math|symbols)/;

type Slice = { name: string; file: string; ranges: readonly (readonly [from: number, to: number])[] };
export type ScriptFont = { name: string; font: fontkit.Font };

const slicesOf = new Map<string, readonly Slice[]>();
const openSlices = new Map<string, Promise<ScriptFont>>();

/** The families in the order in which they are asked for a character of this text. */
export function familiesFor(text: string): readonly string[] {
  const first = /[\p{sc=Hira}\p{sc=Kana}]/u.test(text)
    ? 'noto-sans-jp'
    : /\p{sc=Hang}/u.test(text)
      ? 'noto-sans-kr'
      : 'noto-sans-sc';
  return [...FAMILIES, first, ...HAN.filter((family) => family !== first), EMOJI];
}

/**
 * The fonts of one weight that are needed for the characters, in the order of the families.
 *
 * @param characters what Inter does not draw
 */
export async function openScriptFonts(
  characters: readonly string[],
  families: readonly string[],
  weight: Weight,
): Promise<readonly ScriptFont[]> {
  const fonts: ScriptFont[] = [];
  let missing = characters.map((character) => character.codePointAt(0) ?? 0);
  for (const family of families) {
    if (missing.length === 0) break;
    // A family lists more characters than it draws, so the next one is asked for the rest.
    const needed = slices(family).filter((slice) => missing.some((point) => isListed(slice, point)));
    const opened = await Promise.all(needed.map((slice) => openSlice(slice, weight)));
    missing = missing.filter((point) => !opened.some(({ font }) => font.hasGlyphForCodePoint(point)));
    fonts.push(...opened);
  }
  return fonts;
}

const isListed = ({ ranges }: Slice, point: number): boolean =>
  ranges.some(([from, to]) => from <= point && point <= to);

/** The slices of a family, read once: each with the characters that it draws, in CSS notation in the package. */
function slices(family: string): readonly Slice[] {
  const known = slicesOf.get(family);
  if (known) return known;
  const coverage: unknown = JSON.parse(
    readFileSync(resolve(`@fontsource-variable/${family}/unicode.json`), 'utf8'),
  );
  const read = Object.entries(coverage as Record<string, string>)
    .map(([key, ranges]) => [key.replace(/[[\]]/g, ''), ranges] as const)
    .filter(([key]) => !LATIN_SLICE.test(key))
    .map(([key, ranges]) => ({
      name: `${family}-${key}`,
      file: `@fontsource-variable/${family}/files/${family}-${key}-wght-normal.woff2`,
      ranges: ranges.split(',').map(rangeOf),
    }));
  slicesOf.set(family, read);
  return read;
}

/** `U+904-90d` or `U+20b9`. */
function rangeOf(text: string): readonly [number, number] {
  const [from = '', to = from] = text.trim().replace('U+', '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

/** A slice as a font of one weight: the writer of PDFs cannot embed a font whose weight varies. */
function openSlice(slice: Slice, weight: Weight): Promise<ScriptFont> {
  const name = `${slice.name}-${weight}`;
  const known = openSlices.get(name) ?? readSlice(slice, weight, name);
  openSlices.set(name, known);
  return known;
}

async function readSlice(slice: Slice, weight: Weight, name: string): Promise<ScriptFont> {
  const file = await readFile(resolve(slice.file));
  const bytes = await subsetFont(file, undefined, {
    keepAllGlyphs: true,
    targetFormat: 'truetype',
    variationAxes: { wght: WEIGHTS[weight] },
  });
  return { name, font: shapedFont(bytes) };
}
