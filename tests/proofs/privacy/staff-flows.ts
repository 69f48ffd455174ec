/** The staff of the clinic with the planted words: registered, invited, with a second factor, renamed, disabled. */
import type { App } from '../../../functions/capabilities/ports.ts';
import { totpCode } from '../../../functions/edges/security/second-factor.ts';
import { apiClient, signIn } from '../../../infra/local/api-client.ts';
import type { Run } from '../../../infra/local/run.ts';
import { until } from '../../../infra/processes/time.ts';
import { type People, refused } from './desk.ts';
import { type Marker, secret, staffLinkSecret, type Words } from './markers.ts';

export const ADMIN = 'admin@privacy.example';

export const CLERK = 'clerk@privacy.example';

export type Clinic = {
  run: Run;
  app: App;
  words: Words;
  /** Lets the app of the proof believe in another time. */
  setClock(at: Date | undefined): void;
  /** Calls Stripe as someone at its dashboard does. */
  stripe<T>(path: string, form: Record<string, string>): Promise<T>;
  secrets: Marker[];
};

/** The token of the newest link that was e-mailed to a member of staff, once there are so many. */
async function mailedToken(inbox: string, to: string, count: number): Promise<string> {
  let found: string[] = [];
  await until('the link arrives', 60_000, async () => {
    const answer = await fetch(`${inbox}/api/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: { text: string }[] };
    found = data.flatMap(({ text }) => /set-password#(\S+)/.exec(text)?.[1] ?? []);
    return found.length >= count;
  });
  return found[0] ?? '';
}

/** Everybody who works here: registered, invited, with a second factor, renamed, sent away; and who only guesses. */
export async function staff({ run, words, secrets }: Clinic): Promise<People> {
  const anyone = apiClient(run.api);
  const { staffPassword: password, staffNewPassword } = words;
  secrets.push(secret('setup code', run.setupCode));
  const first = { email: ADMIN, password, name: 'Ada Admin', role: 'admin', setup_code: run.setupCode };
  await anyone.post('auth/register', first);
  const session = await anyone.post<{ access_token: string; refresh_token: string }>('auth/login', {
    email: ADMIN,
    password,
  });
  secrets.push(secret('access token', session.access_token), secret('refresh token', session.refresh_token));
  const admin = anyone.as(session.access_token, password);
  await admin.post('auth/register', { email: CLERK, password, name: 'Cleo Clerk', role: 'billing_clerk' });
  await refused(anyone.post('auth/login', { email: words.guessedEmail, password: words.guessedPassword }));
  await refused(anyone.post('auth/login', { email: ADMIN, password: words.guessedPassword }));
  await refused(anyone.post('auth/register', { ...first, email: words.guessedEmail }));

  const invited = { email: words.staffEmail, name: words.staffName, role: 'billing_clerk' };
  const { id } = await admin.post<{ id: string }>('staff', invited);
  const link = { token: await mailedToken(run.inbox, words.staffEmail, 1) };
  await anyone.post('auth/reset', { token: link.token, password });
  await admin.post(`staff/${id}/reset-link`, {});
  const reset = { token: await mailedToken(run.inbox, words.staffEmail, 2) };
  await anyone.post('auth/reset', { token: reset.token, password: staffNewPassword });
  secrets.push(staffLinkSecret('invitation', link.token), staffLinkSecret('reset link', reset.token));
  const colleague = await signIn(anyone, { email: words.staffEmail, password: staffNewPassword });
  await colleague.post('auth/password', { current_password: staffNewPassword, new_password: password });
  const factor = await colleague.post<{ secret: string }>('auth/second-factor', { password });
  const code = () => totpCode(factor.secret, Math.floor(Date.now() / 30_000));
  const confirmed = await colleague.post<{ recovery_codes: string[] }>('auth/second-factor/confirm', {
    totp_code: code(),
  });
  secrets.push(secret('second factor', factor.secret));
  for (const each of confirmed.recovery_codes) secrets.push(secret('recovery code', each));
  await refused(signIn(anyone, { email: words.staffEmail, password }));
  await admin.patch(`staff/${id}`, { name: words.staffNewName });
  await admin.post(`staff/${id}/remove-second-factor`, {});
  await admin.post(`staff/${id}/disable`, {});
  return { admin, clerk: await signIn(anyone, { email: CLERK, password }), adminToken: session.access_token };
}
