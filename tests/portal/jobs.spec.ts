/** Many invoices at once: selected in the list with the keyboard, previewed, done in the background, and found again. */
import { expect, type Page, test } from '@playwright/test';
import { demo, emailOf, open, owing, satisfiesAxe } from '../support/staff-pages.ts';

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('selected invoices are sent, and the job is found again', async ({ page }, info) => {
  const { invoices } = await owing(page, {
    name: `Josefa Jobs ${info.project.name} ${info.retry}`,
    email: emailOf('jobs', info),
    amounts: [40_00, 60_00],
  });
  await open(page, '/staff/invoices?status=outstanding', demo('billing_clerk'));
  for (const { invoice_number } of invoices) {
    await page.getByRole('checkbox', { name: new RegExp(`^Select .*${invoice_number}`) }).focus();
    await page.keyboard.press('Space');
  }
  const bar = page.getByRole('toolbar', { name: 'Selected invoices' });
  await expect(bar.getByText('2 selected')).toBeVisible();
  await satisfiesAxe(page, 'invoices that are selected');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await bar.getByRole('button', { name: 'Send', exact: true }).press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Send invoices?' });
  await expect(dialog.getByText(/of 2 can be done/)).toBeVisible();
  await satisfiesAxe(page, 'the preview of a job');
  await dialog.getByRole('button', { name: /^Send invoices \(/ }).press('Enter');
  await expect(page).toHaveURL(/\/staff\/jobs\/[0-9a-f-]{36}$/);
  await page.goto('/staff/jobs');
  await page.getByRole('link', { name: 'Send invoices' }).first().click();
  await expect(page.getByText('Finished.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/^(Done|Failed)/)).toHaveCount(2);
  await satisfiesAxe(page, 'a job');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test('all that match a filter are previewed', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await open(page, '/staff/invoices?status=draft', demo('billing_clerk'));
  await page
    .getByRole('checkbox', { name: /^Select / })
    .first()
    .check();
  await page.getByRole('button', { name: 'Select all that match' }).click();
  await expect(page.getByText('All that match are selected')).toBeVisible();
  await page.getByRole('button', { name: 'Issue', exact: true }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Issue invoices?' });
  await expect(dialog.getByText(/can be done/)).toBeVisible();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto('/staff/jobs');
  await satisfiesAxe(page, 'the jobs');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test('the PDFs of selected invoices are saved as one ZIP', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff/invoices?status=outstanding', demo('billing_clerk'));
  await page
    .getByRole('checkbox', { name: /^Select / })
    .first()
    .check();
  await page.getByRole('button', { name: 'Download PDFs' }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Download PDFs/ })
    .click();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save ZIP' }).click({ timeout: 30_000 });
  await expect(page.getByText('The ZIP was saved')).toBeVisible();
  expect((await saving).suggestedFilename()).toBe('invoices.zip');
  await satisfiesAxe(page, 'a job of PDFs');
});
