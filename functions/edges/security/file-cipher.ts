/**
 * Encryption of a file as a stream: frames of AES-256-GCM under a key of the file's own. Frames cannot be changed,
 * swapped, left out or moved to another file, and a file that ends early is known by its missing last frame.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyRing } from './encryption.ts';

const MAGIC = Buffer.from('CBK1');
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const FRAME_BYTES = 64 * 1024;
const HEAD_BYTES = 5;

/** The header names the key of the ring by which the file can be read. */
export async function* encrypted(
  ring: KeyRing,
  name: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const key = fileKey(ring, ring.active, salt, name);
  const id = Buffer.from(ring.active);
  yield Buffer.concat([MAGIC, Buffer.from([id.length]), id, salt]);
  let index = 0;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    held = Buffer.concat([held, chunk]);
    while (held.length > FRAME_BYTES) {
      yield frame(key, index++, held.subarray(0, FRAME_BYTES), false);
      held = held.subarray(FRAME_BYTES);
    }
  }
  yield frame(key, index, held, true);
}

/** Throws at the first byte that is not as it was written, and when the file is shorter or longer than that. */
export async function* decrypted(
  ring: KeyRing,
  name: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const input = reader(source);
  const magic = await input.take(MAGIC.length + 1);
  if (!magic.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error(`${name} is no part of a backup.`);
  const id = (await input.take(magic[MAGIC.length] ?? 0)).toString();
  const key = fileKey(ring, id, await input.take(SALT_BYTES), name);
  for (let index = 0, last = false; !last; index++) {
    const head = await input.take(HEAD_BYTES);
    last = head[0] === 1;
    const length = head.readUInt32BE(1);
    if (head[0] === undefined || head[0] > 1 || length > FRAME_BYTES) throw new Error(`${name} is damaged.`);
    yield opened(key, { index, last, name }, await input.take(length + TAG_BYTES));
  }
  if (!(await input.ended())) throw new Error(`${name} is longer than it was written.`);
}

function fileKey(ring: KeyRing, id: string, salt: Buffer, name: string): Buffer {
  const master = ring.keys.get(id);
  if (!master) throw new Error(`The key ring has no key ${JSON.stringify(id)}, which ${name} needs.`);
  return Buffer.from(hkdfSync('sha256', master, salt, `clinic-billing backup\0${name}`, 32));
}

const nonce = (index: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(index, 6, 6);
  return bytes;
};

function frame(key: Buffer, index: number, plain: Buffer, last: boolean): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(last ? 1 : 0, 0);
  head.writeUInt32BE(plain.length, 1);
  const cipher = createCipheriv('aes-256-gcm', key, nonce(index)).setAAD(head);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([head, body, cipher.getAuthTag()]);
}

function opened(
  key: Buffer,
  { index, last, name }: { index: number; last: boolean; name: string },
  sealed: Buffer,
): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(last ? 1 : 0, 0);
  head.writeUInt32BE(sealed.length - TAG_BYTES, 1);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(index))
    .setAAD(head)
    .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new Error(
      index === 0 ? `${name} is damaged, or was written under another key.` : `${name} is damaged.`,
    );
  }
}

/** Takes exactly so many bytes at a time; throws when there are fewer. */
function reader(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  };
  return {
    async take(length: number): Promise<Buffer> {
      while (held.length < length) if (!(await more())) throw new Error('The file ends too early.');
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    async ended(): Promise<boolean> {
      while (held.length === 0) if (!(await more())) return true;
      return false;
    },
  };
}
