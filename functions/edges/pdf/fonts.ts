/** The fonts of printed documents: Inter, and DejaVu Sans for scripts that Inter does not draw. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from 'fontkit';

const { resolve } = createRequire(import.meta.url);

const FILES = {
  regular: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  strong: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  wide: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  wideStrong: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

export type FontName = keyof typeof FILES;

const parsed = new Map<FontName, fontkit.Font>();

/** A font, read and parsed when it is first used and kept: parsing costs more than drawing an invoice. */
function parsedFont(name: FontName): fontkit.Font {
  const known = parsed.get(name) ?? fontkit.create(readFileSync(resolve(FILES[name])));
  parsed.set(name, known);
  return known;
}

function draws(name: FontName, character: string): boolean {
  if (character === LINE_BREAK) return true;
  return parsedFont(name).hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

/** Not drawn: the layout begins a new line at it. */
const LINE_BREAK = '\n';

/** Stands for a character that no font draws, because a box without meaning is not a text. */
const UNKNOWN = '\uFFFD';

/**
 * Chooses a font on a canvas: the parsed one with glyphs of its own. A glyph remembers the character that it was first
 * drawn for, so that shared glyphs would carry a character of one document into the text of the next.
 */
export function chooseFont(canvas: PDFKit.PDFDocument, name: FontName): PDFKit.PDFDocument {
  const font: unknown = Object.create(parsedFont(name), { _glyphs: { value: {} } });
  // pdfkit takes a font of fontkit, which its types do not know.
  return canvas.font(font as PDFKit.Mixins.PDFFontSource, name);
}

/** The font that draws the whole text, and the text with what neither font draws replaced. */
export function fontFor(text: string, strong: boolean): { font: FontName; text: string } {
  const [narrow, wide] = strong ? (['strong', 'wideStrong'] as const) : (['regular', 'wide'] as const);
  const characters = [
    ...text
      .normalize('NFC')
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replaceAll('\t', ' '),
  ].filter((character) => character === LINE_BREAK || !/[\p{Cc}\p{Cf}]/u.test(character));
  if (characters.every((character) => draws(narrow, character))) {
    return { font: narrow, text: characters.join('') };
  }
  const drawn = characters.map((character) => (draws(wide, character) ? character : UNKNOWN));
  return { font: wide, text: drawn.join('') };
}
