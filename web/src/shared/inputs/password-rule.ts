/** The rule for new passwords that a page can check by itself; the server also refuses those that are easy to guess. */

const MIN_LENGTH = 12;

export const PASSWORD_RULE = `At least ${MIN_LENGTH} characters.`;

/** What is wrong with a new password, if anything. */
export const passwordMistake = (password: string): string | undefined =>
  password.length < MIN_LENGTH ? `Use at least ${MIN_LENGTH} characters.` : undefined;
