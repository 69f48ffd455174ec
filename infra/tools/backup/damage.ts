/** Damaging a backup on purpose, one byte at a time, to show that every such damage is found. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { KeyRing } from '../../../functions/edges/security/encryption.ts';
import { decrypted } from '../../../functions/edges/security/fileCipher.ts';

export type Flip = { file: string; at: number; found: boolean };

/** Flips one byte at each of so many places, spread over all files by their size; the files stay as they are. */
export async function flipBytes(folder: string, ring: KeyRing, places: number): Promise<Flip[]> {
  const files = readdirSync(folder).sort();
  const contents = new Map(files.map((file) => [file, readFileSync(join(folder, file))]));
  const total = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
  const flips: Flip[] = [];
  for (let place = 0; place < places; place++) {
    let at = randomInt(total);
    for (const [file, content] of contents) {
      if (at >= content.length) {
        at -= content.length;
        continue;
      }
      const damaged = Buffer.from(content);
      damaged[at] = (damaged[at] ?? 0) ^ randomInt(1, 256);
      flips.push({ file, at, found: !(await reads(ring, file, damaged)) });
      break;
    }
  }
  return flips;
}

async function reads(ring: KeyRing, file: string, content: Buffer): Promise<boolean> {
  try {
    for await (const _ of decrypted(ring, file, Readable.from([content])));
    return true;
  } catch {
    return false;
  }
}
