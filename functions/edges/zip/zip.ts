/** ZIP files by fflate, one file after the other, so that memory holds one of them. */
import { Zip, ZipPassThrough } from 'fflate';
import type { ZipPort } from '../../capabilities/ports/zip.ts';

export const createZip = (): ZipPort => ({
  async *pack(files) {
    const ready: Uint8Array[] = [];
    const zip = new Zip((error, piece) => {
      if (error) throw error;
      ready.push(piece);
    });
    for await (const { name, bytes } of files) {
      // PDFs are compressed inside.
      const entry = new ZipPassThrough(name);
      zip.add(entry);
      entry.push(bytes, true);
      yield* ready.splice(0);
    }
    zip.end();
    yield* ready.splice(0);
  },
});
