/** Damaging a backup on purpose, one byte at a time, to show that every such damage is found. */
import { randomInt } from 'node:crypto';
import type { BackupManifest, BackupTarget } from '../../../functions/capabilities/ports/backups.ts';
import { MANIFEST } from '../../../functions/edges/postgres/dump.ts';
import type { KeyRing } from '../../../functions/edges/security/encryption.ts';
import { decrypted } from '../../../functions/edges/security/file-cipher.ts';

export type Flip = { file: string; at: number; found: boolean };

/** Reads with one byte flipped at each of so many places, spread over all files by their size; the files stay as they are. */
export async function flipBytes(
  target: Pick<BackupTarget, 'read'>,
  manifest: BackupManifest,
  ring: KeyRing,
  places: number,
): Promise<Flip[]> {
  const sizes = new Map<string, number>();
  for (const file of [MANIFEST, manifest.records.file, ...manifest.tables.map((table) => table.file)]) {
    let size = 0;
    for await (const chunk of await target.read(file)) size += chunk.length;
    sizes.set(file, size);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const flips: Flip[] = [];
  for (let place = 0; place < places; place++) {
    let at = randomInt(total);
    for (const [file, size] of sizes) {
      if (at >= size) {
        at -= size;
        continue;
      }
      const damaged = flipped(await target.read(file), at);
      flips.push({ file, at, found: !(await reads(ring, file, damaged)) });
      break;
    }
  }
  return flips;
}

async function* flipped(source: AsyncIterable<Uint8Array>, at: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for await (const chunk of source) {
    const place = at - passed;
    passed += chunk.length;
    if (place < 0 || place >= chunk.length) {
      yield chunk;
      continue;
    }
    const damaged = Buffer.from(chunk);
    damaged[place] = (damaged[place] ?? 0) ^ randomInt(1, 256);
    yield damaged;
  }
}

async function reads(ring: KeyRing, file: string, content: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    for await (const _ of decrypted(ring, file, content));
    return true;
  } catch {
    return false;
  }
}
