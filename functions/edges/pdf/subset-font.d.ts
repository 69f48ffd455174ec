/** The little of subset-font that is used here; the package brings no types. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    text: string | undefined,
    options: {
      keepAllGlyphs: boolean;
      targetFormat: 'truetype';
      variationAxes: Record<string, number>;
    },
  ): Promise<Uint8Array>;
}
