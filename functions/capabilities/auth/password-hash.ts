/** Choosing a password: one that is good enough, kept as a hash (decision 18). */
import { normalizedPassword, requireGoodPassword, tooCommon } from '../../domain/password.ts';
import type { App } from '../ports.ts';

/** The hash of a chosen password. Refuses a weak one (400) with the field `password`. */
export async function chosenHash(
  app: App,
  person: { name: string; email: string },
  typed: string,
): Promise<string> {
  const password = normalizedPassword(typed);
  const context = [app.clinic.name, person.name, person.email];
  requireGoodPassword(password, context);
  if (await app.passwords.isGuessable(password, context)) tooCommon();
  return app.passwords.hash(password);
}
