/** What the specs of the portal share: the clinic of the run, people who work there, and what every page must satisfy. */
import AxeBuilder from '@axe-core/playwright';
import { type APIResponse, expect, type Page, type TestInfo } from '@playwright/test';
import { totpCode } from '../../functions/edges/security/second-factor.ts';
import type { Run } from '../../infra/local/run.ts';
import { portal } from './portal.ts';

export const run = (portal() ?? {}) as Run;
export const demo = (role: 'admin' | 'billing_clerk') => {
  const found = run.staff?.find((member) => member.role === role);
  return { email: found?.email ?? '', password: found?.password ?? '' };
};
export const PASSWORD = 'quiet harbour lantern 7';

/** Someone's address in this try of a test: all specs share one clinic, so each needs names of its own. */
export const emailOf = (name: string, { project, retry }: TestInfo): string =>
  `${name}.${project.name}.${retry}@clinic.example`;

/**
 * Tabster's invisible stops are focusable and hidden on purpose; everything else must satisfy axe. What is found is
 * looked for again, since a page that is just turning dark has the colors of both themes.
 */
export async function satisfiesAxe(page: Page, where: string): Promise<void> {
  const found = async () => {
    const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };
  await expect.poll(found, { message: where }).toEqual([]);
  const overflow = () =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await expect.poll(overflow, { message: `${where} does not scroll sideways` }).toBeLessThanOrEqual(0);
}

type Who = { email: string; password: string };
type Method = 'get' | 'post' | 'patch' | 'delete';

/** Calls the API as a program does, with a bearer token where one is needed. */
export async function api<T>(
  page: Page,
  method: Method,
  path: string,
  { data, token }: { data?: object; token?: string } = {},
): Promise<T> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(method === 'patch' && { 'if-match': '*' }),
  };
  const sent = { headers, ...(data && { data }) };
  let response = await page.request[method](`/api/v1/${path}`, sent);
  if (await proven(page, token, response)) response = await page.request[method](`/api/v1/${path}`, sent);
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return (response.status() === 204 ? undefined : await response.json()) as T;
}

export async function bearer(page: Page, { email, password }: Who): Promise<string> {
  const data = { email, password };
  const session = await api<{ access_token: string }>(page, 'post', 'auth/login', { data });
  passwords.set(session.access_token, password);
  return session.access_token;
}

const passwords = new Map<string, string>();
/** Of those who set up a second factor, by their token. */
const secrets = new Map<string, string>();

/**
 * Enters the password, or the code of who has a second factor, where a fresh proof is asked for. The code is that of the
 * next half-minute, because each counts once and the one before was used to set the factor up.
 */
async function proven(page: Page, token: string | undefined, response: APIResponse): Promise<boolean> {
  const password = passwords.get(token ?? '');
  if (response.status() !== 403 || password === undefined) return false;
  const refusal = (await response.json()) as { code: string; step_up_request?: string };
  if (refusal.code !== 'step_up_needed') return false;
  const { step_up_request: request } = refusal;
  const secret = secrets.get(token ?? '');
  const next = Math.floor(Date.now() / 30_000) + 1;
  const proof = secret === undefined ? { password } : { totp_code: totpCode(secret, next) };
  const data = { ...proof, ...(request && { request }) };
  const headers = { authorization: `Bearer ${token}` };
  return (await page.request.post('/api/v1/auth/step-up', { data, headers })).ok();
}

type Newcomer = { email: string; name?: string; role?: 'admin' | 'billing_clerk' };

/** The link that is e-mailed to someone new. */
export async function invitation(
  page: Page,
  { email, name = 'Robin Newcomer', role = 'billing_clerk' }: Newcomer,
): Promise<string> {
  const token = await bearer(page, demo('admin'));
  const data = { email, name, role };
  await api(page, 'post', 'staff', { data, token });
  return mailedLink(page, email);
}

/** The newest link that reached an address, once there are so many. */
export async function mailedLink(page: Page, to: string, count = 1): Promise<string> {
  const links = async () => {
    const answer = await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: { text: string }[] };
    return data.flatMap(({ text }) => /\S+set-password#\S+/.exec(text)?.[0] ?? []);
  };
  await expect.poll(async () => (await links()).length, { timeout: 60_000 }).toBe(count);
  const [newest = ''] = await links();
  return newest;
}

/** Someone new with a password. */
export async function hired(page: Page, person: Newcomer): Promise<void> {
  const { hash } = new URL(await invitation(page, person));
  await api(page, 'post', 'auth/reset', { data: { token: hash.slice(1), password: PASSWORD } });
}

/** Gives someone an authenticator app; answers their recovery codes. */
export async function enrolled(page: Page, token: string): Promise<string[]> {
  const offer = { data: { password: PASSWORD }, token };
  const { secret } = await api<{ secret: string }>(page, 'post', 'auth/second-factor', offer);
  const data = { totp_code: codeNow(secret) };
  type Confirmed = { recovery_codes: string[] };
  const path = 'auth/second-factor/confirm';
  const { recovery_codes } = await api<Confirmed>(page, 'post', path, { data, token });
  secrets.set(token, secret);
  return recovery_codes;
}

/** What an authenticator app shows now. */
export const codeNow = (secret: string): string => totpCode(secret, Math.floor(Date.now() / 30_000));

/** Fills in the login page and sends it off. */
export async function logIn(page: Page, who: Who): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The dialog that asks for a fresh proof. */
export const proofDialog = (page: Page) => page.getByRole('alertdialog', { name: 'Is it still you?' });

/** Enters the password wherever the portal asks for it again; for people without a second factor. */
async function confirmsWith(page: Page, password: string): Promise<void> {
  await page.removeLocatorHandler(proofDialog(page));
  await page.addLocatorHandler(proofDialog(page), async () => {
    await proofDialog(page).getByRole('textbox', { name: 'Your password' }).fill(password);
    await proofDialog(page).getByRole('button', { name: 'Confirm' }).click();
  });
}

type Owed = { id: string; invoice_number: string; patient_link: { url: string } | null };

/** A new patient with one issued invoice for each amount, in minor units, each due a month after the one before. */
export async function owing(
  page: Page,
  { name, email, amounts }: { name: string; email?: string; amounts: number[] },
): Promise<{ id: string; token: string; invoices: Owed[] }> {
  const token = await bearer(page, demo('billing_clerk'));
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data: { name, email }, token });
  const invoices: Owed[] = [];
  for (const [index, cents] of amounts.entries()) {
    const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: cents }];
    const data = { patient_id: id, due_date: `2037-0${index + 1}-28`, items };
    const draft = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
    const issue = `invoices/${draft.id}/issue`;
    invoices.push(await api<Owed>(page, 'post', issue, { data: { notify: [] }, token }));
  }
  return { id, token, invoices };
}

/** Signs in and comes to a page of the portal. */
export async function open(page: Page, path: string, who: Who): Promise<void> {
  await page.goto(path);
  await confirmsWith(page, who.password);
  await logIn(page, who);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Sign in');
}
