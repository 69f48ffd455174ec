/** argon2id with OWASP's parameters; the native library hashes off the event loop. */
import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../../capabilities/ports/security.ts';

/** The library's number for it; its own name is a const enum, which isolated modules cannot read. */
const ARGON2ID = 2;

/** OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswords(): Passwords {
  // For e-mails that nobody has: something to compare with, so that the answer takes as long.
  const decoy = hash('nobody has this password', OPTIONS);
  return {
    hash: (password) => hash(password, OPTIONS),
    async verify(password, known) {
      const right = await verify(known ?? (await decoy), password);
      return right && known !== undefined;
    },
  };
}
