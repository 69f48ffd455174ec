/** Choosing a password: one that is good enough, kept as a hash (decision 18). */
import { requireGoodPassword, tooCommon } from '../../domain/password.ts';
import type { App } from '../ports.ts';

/** The hash of a chosen password. Refuses a weak one (400) with the field `password`. */
export async function chosenHash(
  app: App,
  person: { name: string; email: string },
  password: string,
): Promise<string> {
  const context = [app.clinic.name, person.name, person.email];
  requireGoodPassword(password, context);
  if (await app.passwords.isGuessable(password, context)) tooCommon();
  return app.passwords.hash(password);
}
