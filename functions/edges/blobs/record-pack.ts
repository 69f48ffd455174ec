/** Blobs in one stream, one after the other, and out of it again: a line with name and length, then the bytes. */
import { createHash } from 'node:crypto';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';

const LINE_FEED = 10;
/** A line longer than this, or a blob larger than that, is no record of ours. */
const MAX_LINE_BYTES = 4096;
const MAX_BLOB_BYTES = 512 * 1024 * 1024;

export type PackedBlob = { name: string; bytes: Buffer };

/** Every blob whose name does not begin with one of the prefixes; calls `reported` for each. */
export async function* pack(
  blobs: BlobStore,
  without: readonly string[],
  reported: (name: string, sha256: string) => void,
): AsyncGenerator<Buffer> {
  for await (const { name } of blobs.list('')) {
    if (without.some((prefix) => name.startsWith(prefix))) continue;
    const content = await blobs.get(name);
    // Removed since the list was made: retention let it go.
    if (!content) continue;
    reported(name, createHash('sha256').update(content).digest('hex'));
    yield Buffer.from(`${JSON.stringify({ name, bytes: content.length })}\n`);
    yield Buffer.from(content);
  }
}

/** The blobs of such a stream, one at a time. Throws when it is not one, or ends early. */
export async function* unpack(source: AsyncIterable<Uint8Array>): AsyncGenerator<PackedBlob> {
  const chunks = source[Symbol.asyncIterator]();
  let parts: Uint8Array[] = [];
  let held = 0;
  const more = async (): Promise<boolean> => {
    let next = await chunks.next();
    // A chunk may be empty: a stream of no records is one.
    while (!next.done && next.value.length === 0) next = await chunks.next();
    if (next.done) return false;
    parts.push(next.value);
    held += next.value.length;
    return true;
  };
  const take = (length: number): Buffer => {
    const all = Buffer.concat(parts);
    parts = [all.subarray(length)];
    held = all.length - length;
    return all.subarray(0, length);
  };
  while (held > 0 || (await more())) {
    let end = Buffer.concat(parts).indexOf(LINE_FEED);
    while (end < 0 && held <= MAX_LINE_BYTES && (await more())) end = Buffer.concat(parts).indexOf(LINE_FEED);
    if (end < 0) throw new Error('The records end within a line.');
    const { name, bytes } = JSON.parse(take(end + 1).toString('utf8')) as { name: string; bytes: number };
    if (!Number.isInteger(bytes) || bytes < 0 || bytes > MAX_BLOB_BYTES) {
      throw new Error(`${name} is no record of ours.`);
    }
    while (held < bytes) if (!(await more())) throw new Error(`The records end within ${name}.`);
    yield { name, bytes: Buffer.from(take(bytes)) };
  }
}
