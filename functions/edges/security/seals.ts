/** Signs the heads of the audit chain: Ed25519, so that whoever checks a seal needs no secret (decision 22). */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from 'node:crypto';
import type { Seals } from '../../capabilities/ports/seals.ts';

/** What stands before 32 bytes of seed in the PKCS #8 form of an Ed25519 key. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * A signer whose key is derived from a secret; the same secret always makes the same key. What was signed under an earlier
 * secret is known by its public key (SPKI in base64).
 */
export function createSeals(secret: string, earlierPublicKeys: readonly string[] = []): Seals {
  const seed = Buffer.from(hkdfSync('sha256', secret, 'clinic-billing', 'audit-seal', 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const known = [
    createPublicKey(privateKey),
    ...earlierPublicKeys.map((key) =>
      createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
    ),
  ];
  return {
    keyId: createHash('sha256').update(publicKey).digest('hex').slice(0, 8),
    publicKey: publicKey.toString('base64'),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
    verify: (text, signature) => known.some((key) => verify(null, Buffer.from(text), key, signature)),
  };
}
