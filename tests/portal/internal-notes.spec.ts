/** What staff write to an invoice for each other. */
import { expect, test } from '@playwright/test';
import { demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');

test('an internal note is written and removed', { tag: '@any-width' }, async ({ page }, info) => {
  await open(page, '/staff/invoices?status=outstanding', clerk);
  await page.getByRole('table').getByRole('link').first().click();
  const notes = page.getByRole('region', { name: 'Internal notes' });
  const text = `Called, pays on Friday ${info.project.name} ${info.retry}`;
  await notes.getByLabel('New internal note').fill(text);
  await notes.getByRole('button', { name: 'Add note' }).click();
  await expect(notes.getByText(text)).toBeVisible();
  await expect(page.getByText(/^Internal note written by/).first()).toBeVisible();
  await satisfiesAxe(page, 'an invoice with an internal note');
  await notes
    .getByRole('listitem')
    .filter({ hasText: text })
    .getByRole('button', { name: /^Remove the note/ })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove note' }).click();
  await expect(notes.getByText(text)).toBeHidden();
});
