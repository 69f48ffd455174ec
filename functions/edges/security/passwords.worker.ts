/** Runs in a thread of its own: estimates how easily a password is guessed. */

/** Fewer guesses than 10^8 (a score below 3) are tried online by many machines within days. */
const GOOD_SCORE = 3;
/** A long text takes long to judge; what is strong in its beginning is strong as a whole. */
const MAX_PASSWORD_CHARACTERS = 64;
const MAX_CONTEXT_WORDS = 8;
const MAX_CONTEXT_CHARACTERS = 128;

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

/** Whether the password is too easily guessed; `context` holds words that its owner is likely to use. */
export async function isGuessable({
  password,
  context,
}: {
  password: string;
  context: readonly string[];
}): Promise<boolean> {
  const judged = await estimator();
  const words = context.slice(0, MAX_CONTEXT_WORDS).map((word) => word.slice(0, MAX_CONTEXT_CHARACTERS));
  return judged.check(password.slice(0, MAX_PASSWORD_CHARACTERS), words).score < GOOD_SCORE;
}
