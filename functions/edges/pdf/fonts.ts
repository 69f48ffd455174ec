/** The fonts of printed documents: Inter, Noto Sans for the scripts that Inter does not draw, DejaVu Sans for other signs. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';
import { isRightToLeft } from '../../domain/bidirectional-text.ts';
import { familiesFor, openScriptFonts, type ScriptFont, type Weight } from './script-fonts.ts';

const { resolve } = createRequire(import.meta.url);

const FILES = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  strong: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'signs-regular': 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'signs-strong': 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

/** A part of a text that one font draws. */
export type FontRun = { text: string; font: string };

const parsed = new Map<keyof typeof FILES, fontkit.Font>();

/** A font, read and parsed when it is first used and kept: parsing costs more than drawing an invoice. */
function parsedFont(name: keyof typeof FILES): fontkit.Font {
  const known = parsed.get(name) ?? fontkit.create(readFileSync(resolve(FILES[name])));
  parsed.set(name, known);
  return known;
}

const draws = (font: fontkit.Font, character: string): boolean =>
  font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);

/** Not drawn: the layout begins a new line at it. */
const LINE_BREAK = '\n';

/** Stands for a character that no font draws, because a box without meaning is not a text. */
const UNKNOWN = '\uFFFD';

/** Signs that shape what stands beside them: joiners of characters and of emoji, and the choice between two forms. */
const SHAPING = /\u200c|\u200d|\p{Variation_Selector}/u;

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The text without signs that cannot be drawn; each kind of line break is one. */
export function drawable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, LINE_BREAK)
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === LINE_BREAK || SHAPING.test(sign) ? sign : ''));
}

/**
 * The fonts that draw one document: parsed once, with glyphs of the document's own. A glyph remembers the character that
 * it was first drawn for, so that shared glyphs would carry a character of one document into the text of the next.
 */
export type Fonts = {
  /** Widths that were measured, in points, by weight, size and text. */
  widths: Map<string, number>;
  /** Whether Inter alone draws the text. */
  isPlain(text: string): boolean;
  /** The parts of a text without line breaks, in their order, each with a font that draws it. */
  runsOf(text: string, weight: Weight): FontRun[];
  /** Whether the glyphs of a run stand in the order of its characters, each for what it is. */
  keepsOrder(run: FontRun): boolean;
  /** Chooses a font on a canvas. */
  choose(canvas: PDFKit.PDFDocument, name: string): PDFKit.PDFDocument;
};

/**
 * Opens the fonts for a document.
 *
 * @param text everything that is written in it
 */
export async function openFonts(text: string): Promise<Fonts> {
  const inter = parsedFont('regular');
  const foreign = [...new Set(drawable(text))].filter(
    (character) => character !== LINE_BREAK && !draws(inter, character),
  );
  const families = familiesFor(text);
  const [regular, strong] = await Promise.all([
    openScriptFonts(foreign, families, 'regular'),
    openScriptFonts(foreign, families, 'strong'),
  ]);
  return createFonts({ regular, strong });
}

function createFonts(scripts: Record<Weight, readonly ScriptFont[]>): Fonts {
  const opened = new Map([...scripts.regular, ...scripts.strong].map(({ name, font }) => [name, font]));
  const own = new Map<string, fontkit.Font>();
  const fontOf = (name: string): fontkit.Font => {
    const known: fontkit.Font =
      own.get(name) ??
      Object.create(opened.get(name) ?? parsedFont(name as keyof typeof FILES), { _glyphs: { value: {} } });
    own.set(name, known);
    return known;
  };
  const choices = (weight: Weight): string[] => [
    weight,
    ...scripts[weight].map(({ name }) => name),
    `signs-${weight}`,
  ];
  return {
    widths: new Map(),
    isPlain: (text) =>
      [...text].every((character) => character === LINE_BREAK || draws(parsedFont('regular'), character)),
    runsOf(text, weight) {
      const names = choices(weight);
      const runs: FontRun[] = [];
      for (const { segment } of clusters.segment(text)) {
        for (const piece of piecesOf(segment, names, fontOf)) {
          const last = runs.at(-1);
          if (last?.font === piece.font) last.text += piece.text;
          else runs.push(piece);
        }
      }
      return runs;
    },
    keepsOrder({ text, font }) {
      const glyphs = fontOf(font).layout(text).glyphs;
      const texts = glyphs.map(({ codePoints }) => String.fromCodePoint(...codePoints));
      return (isRightToLeft(text) ? texts.reverse() : texts).join('') === text;
    },
    choose: (canvas, name) =>
      // pdfkit takes a font of fontkit, which its types do not know.
      canvas.font(fontOf(name) as unknown as PDFKit.Mixins.PDFFontSource, name),
  };
}

/** A character with its marks in the first font that draws all of it; sign by sign where none does. */
function piecesOf(
  cluster: string,
  names: readonly string[],
  fontOf: (name: string) => fontkit.Font,
): FontRun[] {
  const signs = [...cluster].filter((sign) => !SHAPING.test(sign));
  const whole = names.find((name) => signs.every((sign) => draws(fontOf(name), sign)));
  if (whole !== undefined) return [{ text: shapedBy(fontOf(whole), cluster), font: whole }];
  return signs.map((sign) => {
    const font = names.find((name) => draws(fontOf(name), sign));
    return font === undefined ? { text: UNKNOWN, font: names.at(-1) ?? 'regular' } : { text: sign, font };
  });
}

/** The cluster without joiners for which the font has no glyph: it would draw a box for them. */
const shapedBy = (font: fontkit.Font, cluster: string): string =>
  [...cluster].filter((sign) => !SHAPING.test(sign) || draws(font, sign)).join('');
