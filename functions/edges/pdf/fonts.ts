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
export const FONT_NAMES = Object.keys(FILES) as FontName[];

const files = new Map<FontName, Buffer>();
const parsed = new Map<FontName, fontkit.Font>();

/** The bytes of a font, read once per process. */
export function fontFile(name: FontName): Buffer {
  const known = files.get(name) ?? readFileSync(resolve(FILES[name]));
  files.set(name, known);
  return known;
}

function draws(name: FontName, character: string): boolean {
  if (character === LINE_BREAK) return true;
  const font = parsed.get(name) ?? fontkit.create(fontFile(name));
  parsed.set(name, font);
  return font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

/** Not drawn: the layout begins a new line at it. */
const LINE_BREAK = '\n';

/** Stands for a character that no font draws, because a box without meaning is not a text. */
const UNKNOWN = '\uFFFD';

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
