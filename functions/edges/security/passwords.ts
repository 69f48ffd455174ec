/** Passwords: argon2id with OWASP's parameters, hashed off the event loop, and an estimate of how easily one is guessed. */
import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../../capabilities/ports/security.ts';
import { normalizedPassword } from '../../domain/password.ts';

/** The library's number for it; its own name is a const enum, which isolated modules cannot read. */
const ARGON2ID = 2;

/** OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1. */
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Fewer guesses than 10^8 (a score below 3) are tried online by many machines within days. */
const GOOD_SCORE = 3;
/** A long text takes long to judge; what is strong in its beginning is strong as a whole. */
const JUDGED_CHARACTERS = 64;

/** Loaded when the first password is chosen: the dictionaries are large, and most processes never need them. */
const estimator = once(async () => {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function createPasswords(): Passwords {
  // For e-mails that nobody has: something to compare with, so that the answer takes as long.
  const decoy = hash('nobody has this password', OPTIONS);
  return {
    hash: (password) => hash(normalizedPassword(password), OPTIONS),
    async verify(password, known) {
      const typed = normalizedPassword(password);
      const kept = known ?? (await decoy);
      // Passwords that were chosen before they were normalized are compared as they were typed too.
      const right = (await verify(kept, typed)) || (typed !== password && (await verify(kept, password)));
      return right && known !== undefined;
    },
    async isGuessable(password, context) {
      const judged = await estimator();
      return (
        judged.check(normalizedPassword(password).slice(0, JUDGED_CHARACTERS), [...context]).score <
        GOOD_SCORE
      );
    },
  };
}
