/** Passwords: argon2id with OWASP's parameters, hashed off the event loop, and judged in a worker thread. */
import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../../capabilities/ports/passwords.ts';
import { normalizedPassword } from '../../domain/password.ts';
import { createThreads } from '../threads.ts';

/** The library's number for it; its own name is a const enum, which isolated modules cannot read. */
const ARGON2ID = 2;

/** OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswords(onCrash: (error: unknown) => void): Passwords & { close(): Promise<void> } {
  const threads = createThreads('passwords', onCrash);
  // For unknown e-mails: a hash to compare with, so that the response takes as long.
  const decoy = hash('a password of no account', OPTIONS);
  return {
    hash: (password) => hash(normalizedPassword(password), OPTIONS),
    async verify(password, known) {
      const typed = normalizedPassword(password);
      const kept = known ?? (await decoy);
      // Passwords that were chosen before they were normalized are compared as they were typed too.
      const right = (await verify(kept, typed)) || (typed !== password && (await verify(kept, password)));
      return right && known !== undefined;
    },
    isGuessable: (password, context) =>
      threads.run('isGuessable', { password: normalizedPassword(password), context: [...context] }),
    close: threads.close,
  };
}
