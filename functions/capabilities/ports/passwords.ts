/** Hashes of passwords, and which passwords are too easy. */

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Runs as long for an unknown e-mail as for a wrong password. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /**
   * Whether lists of stolen passwords, words, names and keyboard patterns, or what is known of the person, lead to it in
   * few guesses.
   */
  isGuessable(password: string, context: readonly string[]): Promise<boolean>;
};
