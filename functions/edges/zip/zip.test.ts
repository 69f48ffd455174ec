import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createZip } from './zip.ts';

async function* files() {
  yield { name: 'CLINIC-202611-0001.pdf', bytes: Buffer.from('first') };
  yield { name: 'CLINIC-202611-0002.pdf', bytes: Buffer.from('second') };
}

test('what is packed is unpacked the same, piece by piece', async () => {
  const pieces: Uint8Array[] = [];
  for await (const piece of createZip().pack(files())) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(2);
  const unpacked = unzipSync(new Uint8Array(Buffer.concat(pieces)));
  const texts = Object.entries(unpacked).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
  expect(texts).toEqual([
    ['CLINIC-202611-0001.pdf', 'first'],
    ['CLINIC-202611-0002.pdf', 'second'],
  ]);
});
