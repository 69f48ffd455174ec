/** How a person gets in, stays and leaves: one-time link, password, idle screen, and nothing left in the browser. */
import { expect, type Page, test } from '@playwright/test';
import {
  bearer,
  demo,
  enrolled,
  hired,
  invitation,
  logIn,
  open,
  PASSWORD,
  satisfiesAxe,
} from '../support/staff-pages.ts';

const SECOND = 'seven paper boats drift';

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
  await field.fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('status')).toContainText('Your password is set');
  await satisfiesAxe(page, 'password is set');
}

async function signIn(page: Page, who: { email: string; password: string }): Promise<void> {
  await logIn(page, who);
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

async function changePassword(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  const opener = page.getByRole('button', { name: 'Change password' });
  await opener.click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Current password', { exact: true }).fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill(SECOND);
  await satisfiesAxe(page, 'change password');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog.getByLabel('Current password', { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await dialog.getByLabel('Current password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
}

/** What the browser keeps when the page is closed. */
const kept = (page: Page) =>
  page.evaluate<string>(
    `indexedDB.databases().then((databases) =>
      JSON.stringify([databases, Object.entries(localStorage), Object.entries(sessionStorage)]))`,
  );

test('someone new chooses a password, works, changes it, and leaves nothing behind', async ({
  page,
}, info) => {
  const email = `robin.${info.project.name}.${info.retry}@clinic.example`;
  const link = await invitation(page, { email });
  await choosePassword(page, link);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, { email, password: PASSWORD });
  await changePassword(page);

  await page.goto('/staff/patients');
  const patient = page.getByRole('main').getByRole('link').first();
  await expect(patient).toBeVisible();
  const name = (await patient.innerText()).trim();
  const remains = await kept(page);
  expect(remains).toMatch(/^\[\[\],/);
  for (const secret of [email, name, PASSWORD, SECOND, new URL(link).hash.slice(1), 'eyJ', '@']) {
    expect(remains).not.toContain(secret);
  }

  const { pathname, hash } = new URL(link);
  await page.goto(pathname + hash);
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('does not work any more');
  await satisfiesAxe(page, 'spent link');
});

test('an unattended screen warns, stays on request, and is signed out with the way back', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/staff/login');
  await signIn(page, demo('admin'));
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

test('a second factor is asked for after the password; a wrong code is reported, a recovery code lets in', async ({
  page,
}, info) => {
  const email = `sam.${info.project.name}.${info.retry}@clinic.example`;
  await hired(page, { email });
  const [recoveryCode = ''] = await enrolled(page, await bearer(page, { email, password: PASSWORD }));
  await page.goto('/staff/login');
  await logIn(page, { email, password: PASSWORD });
  const code = page.getByLabel('Code from your app');
  await expect(code).toBeFocused();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await satisfiesAxe(page, 'second factor');
  await code.fill('no code');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The code is incorrect');
  await expect(code).toHaveValue('');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCode);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
});

test('a page that may not load yet says to wait, and loads when it is asked again', async ({ page }) => {
  await open(page, '/staff', demo('billing_clerk'));
  await page.route('**/api/v1/auth/refresh', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '30' },
      contentType: 'application/problem+json',
      json: {
        status: 429,
        code: 'too_many_attempts',
        title: 'Too many attempts',
        detail: 'Wait 30 seconds.',
      },
    }),
  );
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Wait a moment' })).toBeVisible();
  await satisfiesAxe(page, 'wait a moment');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
});
