/** The storage of a clinic that has written nothing yet: it is empty, not broken. */
import { Readable } from 'node:stream';
import { expect, inject, test } from 'vitest';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';
import { createBlobs } from './storage-blobs.ts';

let made = 0;
/** A container that no one has written to. */
const unwritten = (): BlobStore => createBlobs(inject('storage'), `unwritten-${process.pid}-${made++}`);

const names = async (blobs: BlobStore): Promise<string[]> => {
  const found: string[] = [];
  for await (const { name } of blobs.list('')) found.push(name);
  return found;
};

test('has no blobs to list or read', async () => {
  const blobs = unwritten();
  expect(await names(blobs)).toEqual([]);
  expect(await blobs.get('a')).toBeUndefined();
  expect(await blobs.getStream('a')).toBeUndefined();
});

test('has nothing to remove', async () => {
  await expect(unwritten().remove('a')).resolves.toBeUndefined();
});

test('takes its first blob, and removes it', async () => {
  const blobs = unwritten();
  expect(await blobs.put('a', Buffer.from('1'))).toMatchObject({ created: true });
  expect(await names(blobs)).toEqual(['a']);
  await blobs.remove('a');
  expect(await names(blobs)).toEqual([]);
});

test('takes its first stream', async () => {
  const blobs = unwritten();
  await blobs.putStream('a', Readable.from([Buffer.from('1')]));
  expect(await blobs.get('a')).toEqual(Buffer.from('1'));
});
