/** POST /api/v1/auth/language */
import { changeLanguage } from '../../capabilities/auth/language.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(auth.language, async ({ app, input, caller }) => {
  await changeLanguage(app, input.language, caller);
  return undefined;
});
