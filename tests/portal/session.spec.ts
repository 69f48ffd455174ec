/** How a person gets in, stays and leaves: one-time link, password, idle screen, and nothing left in the browser. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { totpCode } from '../../functions/edges/security/secondFactor.ts';
import type { Run } from '../../infra/local/run.ts';

const run = JSON.parse(process.env.CLINIC_TEST_RUN ?? '{}') as Run;
const admin = run.staff?.find((member) => member.role === 'admin');

const FIRST = 'quiet harbour lantern 7';
const SECOND = 'seven paper boats drift';

async function satisfiesAxe(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    where,
  ).toEqual([]);
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow, `${where} does not scroll sideways`).toBeLessThanOrEqual(0);
}

/** Calls the API as a program does, with a bearer token where one is needed. */
async function post<T>(page: Page, path: string, data: object, token?: string): Promise<T> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await page.request.post(`/api/v1/${path}`, { headers, data });
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return (response.status() === 204 ? undefined : await response.json()) as T;
}

async function bearer(page: Page, email?: string, password?: string): Promise<string> {
  return (await post<{ access_token: string }>(page, 'auth/login', { email, password })).access_token;
}

/** The link that an admin hands to somebody new. */
async function invitation(page: Page, email: string): Promise<string> {
  const token = await bearer(page, admin?.email, admin?.password);
  const person = { email, name: 'Robin Newcomer', role: 'billing_clerk' };
  return (await post<{ link: { url: string } }>(page, 'staff', person, token)).link.url;
}

/** Somebody with a password and an authenticator app; answers one of their recovery codes. */
async function withSecondFactor(page: Page, email: string): Promise<string> {
  const link = new URL(await invitation(page, email));
  await post(page, 'auth/reset', { token: link.hash.slice(1), password: FIRST });
  const token = await bearer(page, email, FIRST);
  const { secret } = await post<{ secret: string }>(page, 'auth/second-factor', { password: FIRST }, token);
  const confirmation = { totp_code: totpCode(secret, Math.floor(Date.now() / 30_000)) };
  type Confirmed = { recovery_codes: string[] };
  const confirmed = await post<Confirmed>(page, 'auth/second-factor/confirm', confirmation, token);
  return confirmed.recovery_codes[0] ?? '';
}

async function choosePassword(page: Page, link: string): Promise<void> {
  const { pathname, hash } = new URL(link);
  await page.goto(pathname + hash);
  const field = page.getByLabel('New password', { exact: true });
  await expect(field).toBeVisible();
  expect(page.url()).not.toContain('#');
  await field.fill('too short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Use at least 12 characters.')).toBeVisible();
  await field.fill('Password12345!');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('easy to guess')).toBeVisible();
  await satisfiesAxe(page, 'set password');
  await field.fill(FIRST);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('status')).toContainText('Your password is set');
  await satisfiesAxe(page, 'password is set');
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

async function changePassword(page: Page): Promise<void> {
  const account = page.getByRole('button', { name: /Account of/ });
  await account.click();
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Current password', { exact: true }).fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill(SECOND);
  await satisfiesAxe(page, 'change password');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog.getByLabel('Current password', { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await dialog.getByLabel('Current password', { exact: true }).fill(FIRST);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(account).toBeFocused();
}

/** What the browser keeps when the page is closed. */
const kept = (page: Page) =>
  page.evaluate<string>(
    `indexedDB.databases().then((databases) =>
      JSON.stringify([databases, Object.entries(localStorage), Object.entries(sessionStorage)]))`,
  );

test('somebody new chooses a password, works, changes it, and leaves nothing behind', async ({
  page,
}, info) => {
  const email = `robin.${info.project.name}.${info.retry}@clinic.example`;
  const link = await invitation(page, email);
  await choosePassword(page, link);
  await page.getByRole('link', { name: 'Log in' }).click();
  await signIn(page, email, FIRST);
  await changePassword(page);

  await page.goto('/staff/patients');
  const patient = page.getByRole('main').getByRole('link').first();
  await expect(patient).toBeVisible();
  const name = (await patient.innerText()).trim();
  const remains = await kept(page);
  expect(remains).toMatch(/^\[\[\],/);
  for (const secret of [email, name, FIRST, SECOND, new URL(link).hash.slice(1), 'eyJ', '@']) {
    expect(remains).not.toContain(secret);
  }

  const { pathname, hash } = new URL(link);
  await page.goto(pathname + hash);
  await page.getByLabel('New password', { exact: true }).fill(FIRST);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('does not work any more');
  await satisfiesAxe(page, 'spent link');
});

test('an unattended screen warns, stays on request, and is signed out with the way back', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/staff/login');
  await signIn(page, admin?.email ?? '', admin?.password ?? '');
  await page.goto('/staff/invoices?status=overdue');
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible();

  await page.clock.fastForward('12:05');
  const warning = page.getByRole('alertdialog');
  await expect(warning).toContainText('Are you still there?');
  await satisfiesAxe(page, 'idle warning');
  await warning.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(warning).toBeHidden();

  await page.clock.fastForward('14:05');
  await expect(page).toHaveURL(/\/staff\/login\?next=%2Fstaff%2Finvoices%3Fstatus%3Doverdue/);
  await page.reload();
  await expect(page.getByLabel('E-mail')).toBeVisible();
});

test('a second factor is asked for after the password; a wrong code is told, a recovery code lets in', async ({
  page,
}, info) => {
  const email = `sam.${info.project.name}.${info.retry}@clinic.example`;
  const recoveryCode = await withSecondFactor(page, email);
  await page.goto('/staff/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(FIRST);
  await page.getByRole('button', { name: 'Log in' }).click();
  const code = page.getByLabel('Code from your app');
  await expect(code).toBeFocused();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await satisfiesAxe(page, 'second factor');
  await code.fill('no code');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText('The code is not right');
  await expect(code).toHaveValue('');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCode);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
});
