/** A session that ends while a form is filled in: the same person signs in over the page, and nothing is lost. */
import { expect, test } from '@playwright/test';
import { api, bearer, emailOf, hired, logIn, open, PASSWORD, satisfiesAxe } from '../support/staff-pages.ts';

test('an invoice that was filled in is saved after signing in again; nothing is seen meanwhile', async ({
  page,
}, info) => {
  const who = { email: emailOf('again', info), password: PASSWORD };
  const name = `Agnes Again ${info.project.name} ${info.retry}`;
  await hired(page, { email: who.email });
  const token = await bearer(page, who);
  await api(page, 'post', 'patients', { data: { name }, token });
  await open(page, '/staff/invoices/new', who);
  await page.getByRole('combobox', { name: /Patient/ }).pressSequentially(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Description').fill('Consultation of an hour');
  await page.getByLabel('Unit price').fill('123.50');

  await api(page, 'delete', 'sessions', { token });
  await page.getByRole('button', { name: 'Save draft' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Sign in again' });
  await expect(dialog).toContainText(who.email);
  await expect(page.getByLabel('Description')).toBeHidden();
  await satisfiesAxe(page, 'sign in again');
  await page.keyboard.press('Escape');
  await dialog.getByLabel('Your password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toContainText('Incorrect password.');
  await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();

  await expect(page.getByText('The draft was saved')).toBeVisible();
  await expect(page.getByText('Consultation of an hour').first()).toBeVisible();
});

test('an unattended dialog is hidden, kept for its person, and discarded for everybody else', async ({
  page,
}, info) => {
  const who = { email: emailOf('unattended', info), password: PASSWORD };
  await hired(page, { email: who.email });
  await page.clock.install();
  await page.goto('/staff/patients?add=yes');
  await logIn(page, who);
  const field = page.getByRole('dialog').getByLabel('Name');
  await field.fill('Half A Name');
  await page.clock.fastForward('14:05');
  const dialog = page.getByRole('alertdialog', { name: 'Sign in again' });
  await expect(dialog).toBeVisible();
  await expect(field).toBeHidden();
  await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(field).toHaveValue('Half A Name');
  await expect(field).toBeFocused();
  await expect(dialog).toBeHidden();

  await page.clock.fastForward('14:05');
  await dialog.getByRole('button', { name: 'Discard and leave' }).click();
  await expect(page).toHaveURL(/\/staff\/login/);
  await expect(page.getByText('Half A Name')).toHaveCount(0);
});
