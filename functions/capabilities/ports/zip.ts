/** ZIP files. */

export type ZippedFile = { name: string; bytes: Uint8Array };

export type ZipPort = {
  /** The pieces of a ZIP of these files, each read when it is its turn; what is packed already is not packed again. */
  pack(files: AsyncIterable<ZippedFile>): AsyncIterable<Uint8Array>;
};
