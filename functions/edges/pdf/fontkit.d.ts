/** The little of fontkit that is used here; the package brings no types. */
declare module 'fontkit' {
  export type Glyph = { codePoints: readonly number[] };
  export type Position = { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number };
  export type GlyphRun = { glyphs: Glyph[]; positions: Position[]; advanceWidth: number };
  export type Font = {
    hasGlyphForCodePoint(codePoint: number): boolean;
    getGlyph(id: number, codePoints: readonly number[]): Glyph;
    layout(text: string): GlyphRun;
  };
  export function create(bytes: Uint8Array): Font;
}
