/** The little of bidi-js that is used here; the package brings no types. */
declare module 'bidi-js' {
  export type Embedding = {
    levels: Uint8Array;
    paragraphs: readonly { start: number; end: number; level: number }[];
  };
  export type Bidi = {
    getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl'): Embedding;
    getReorderedIndices(text: string, embedding: Embedding): number[];
    getMirroredCharacter(character: string): string | null;
  };
  export default function createBidi(): Bidi;
}
