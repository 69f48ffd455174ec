/**
 * Encryption at rest (decision 20): AES-256-GCM under keys of a key ring. Each patient has a data key, wrapped by the
 * ring, so that rotating the ring rewrites small keys only and erasing a patient destroys one key.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export type KeyRing = { active: string; keys: ReadonlyMap<string, Buffer> };

export type Encryption = {
  /** A new data key: plain for use now, wrapped for the database. */
  newDataKey(): { plain: Buffer; wrapped: Buffer };
  unwrap(wrapped: Buffer): Buffer;
  /** Text under a data key. `purpose` binds it to its column, so that ciphertexts cannot be swapped. */
  seal(dataKey: Buffer, text: string, purpose: string): Buffer;
  open(dataKey: Buffer, sealed: Buffer, purpose: string): string;
  /** Text that belongs to no patient, directly under the ring. */
  sealUnderRing(text: string, purpose: string): Buffer;
  openUnderRing(sealed: Buffer, purpose: string): string;
  /** The same under the ring's active key; nothing when it is under that key already. */
  rewrap(sealed: Buffer, purpose: string): Buffer | undefined;
  /** A keyed hash, to look something up without reading it. */
  blindIndex(value: string, purpose: string): Buffer;
};

const IV_BYTES = 12;
const TAG_BYTES = 16;

export function createEncryption(ring: KeyRing, indexKey: Buffer): Encryption {
  const key = (id: string): Buffer => {
    const found = ring.keys.get(id);
    if (!found) throw new Error(`The key ring has no key ${id}.`);
    return found;
  };
  // Sealed under the ring: length of the key's id, the id, then the ciphertext.
  const sealWithRing = (plain: Buffer, purpose: string): Buffer =>
    Buffer.concat([
      Buffer.from([ring.active.length]),
      Buffer.from(ring.active),
      encrypt(key(ring.active), plain, purpose),
    ]);
  const keyIdOf = (sealed: Buffer): string => sealed.subarray(1, 1 + (sealed[0] ?? 0)).toString();
  const openWithRing = (sealed: Buffer, purpose: string): Buffer =>
    decrypt(key(keyIdOf(sealed)), sealed.subarray(1 + (sealed[0] ?? 0)), purpose);
  return {
    newDataKey() {
      const plain = randomBytes(32);
      return { plain, wrapped: sealWithRing(plain, 'data-key') };
    },
    unwrap: (wrapped) => openWithRing(wrapped, 'data-key'),
    seal: (dataKey, text, purpose) => encrypt(dataKey, Buffer.from(text, 'utf8'), purpose),
    open: (dataKey, sealed, purpose) => decrypt(dataKey, sealed, purpose).toString('utf8'),
    sealUnderRing: (text, purpose) => sealWithRing(Buffer.from(text, 'utf8'), purpose),
    openUnderRing: (sealed, purpose) => openWithRing(sealed, purpose).toString('utf8'),
    rewrap: (sealed, purpose) =>
      keyIdOf(sealed) === ring.active ? undefined : sealWithRing(openWithRing(sealed, purpose), purpose),
    blindIndex: (value, purpose) =>
      createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest().subarray(0, 16),
  };
}

function encrypt(key: Buffer, plain: Buffer, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, purpose: string): Buffer {
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
