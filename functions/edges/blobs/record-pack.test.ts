import { describe, expect, test } from 'vitest';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';
import { type PackedBlob, pack, unpack } from './record-pack.ts';

const contents: Record<string, Buffer> = {
  'archives/a.bundle': Buffer.from('line\nline\n\u0000{"name":"x"}\n'),
  'archives/empty': Buffer.alloc(0),
  'audit-seals/clinic/1.json': Buffer.alloc(300_000, 7),
  'backups/old/manifest.cbk': Buffer.from('not again'),
};
const store = {
  async *list() {
    for (const name of Object.keys(contents)) yield { name };
  },
  get: async (name: string) => contents[name],
} as unknown as BlobStore;

async function packed(size: number): Promise<{ reported: string[]; chunks: Buffer[] }> {
  const reported: string[] = [];
  const parts: Buffer[] = [];
  for await (const chunk of pack(store, ['backups/'], (name) => reported.push(name))) parts.push(chunk);
  const all = Buffer.concat(parts);
  const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.subarray(at * size, (at + 1) * size),
  );
  return { reported, chunks };
}
async function* stream(chunks: readonly Buffer[]) {
  yield* chunks;
}
async function unpacked(chunks: readonly Buffer[]): Promise<PackedBlob[]> {
  const found: PackedBlob[] = [];
  for await (const blob of unpack(stream(chunks))) found.push(blob);
  return found;
}

describe('records', () => {
  test.each([1000, 65_536, 1_000_000])('come out as they went in, in chunks of %i bytes', async (size) => {
    const { reported, chunks } = await packed(size);
    const found = await unpacked(chunks);
    expect(found.map(({ name }) => name)).toEqual(reported);
    expect(reported).toEqual(Object.keys(contents).slice(0, 3));
    for (const { name, bytes } of found) expect(bytes.equals(contents[name] ?? Buffer.of(0))).toBe(true);
  });

  test('that end early are refused', async () => {
    const { chunks } = await packed(1000);
    await expect(unpacked(chunks.slice(0, -1))).rejects.toThrow('end within audit-seals/clinic/1.json');
    await expect(unpacked([Buffer.from('{"name"')])).rejects.toThrow('within a line');
  });

  test('none are none', async () => {
    expect(await unpacked([])).toEqual([]);
    expect(await unpacked([Buffer.alloc(0)])).toEqual([]);
  });
});
