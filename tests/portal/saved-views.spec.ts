/** A list’s filters come to a sum, and are kept under a name as a tab. */
import { expect, test } from '@playwright/test';
import { demo, open, satisfiesAxe } from '../support/staff-pages.ts';

test(
  'filters are added up and saved as a tab, renamed and deleted',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const name = `Since 2020 ${info.retry}`;
    await open(page, '/staff/invoices?status=outstanding', demo('billing_clerk'));
    await expect(page.getByText(/^\d[\d,]* invoices?, \$[\d,.]+ owed$/)).toBeVisible();
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.getByLabel('Issued from').fill('2020-01-01');
    await page.getByRole('button', { name: 'Show sum' }).click();
    await expect(page.getByText(/^\d[\d,]* invoices?, \$[\d,.]+ total, \$[\d,.]+ owed$/)).toBeVisible();
    await page.getByRole('button', { name: 'Save view' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Name').fill(name);
    await satisfiesAxe(page, 'saving a view');
    await dialog.getByRole('button', { name: 'Save view' }).click();
    const tabs = page.getByRole('navigation', { name: 'Quick filters' });
    await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
    await tabs.getByRole('link', { name: 'All', exact: true }).click();
    await expect(page.getByLabel('Issued from')).toHaveValue('');
    await tabs.getByRole('link', { name }).click();
    await expect(page.getByLabel('Issued from')).toHaveValue('2020-01-01');
    await page.getByRole('button', { name: 'Rename view' }).click();
    await dialog.getByLabel('Name').fill(`${name} on`);
    await dialog.getByRole('button', { name: 'Rename view' }).click();
    await expect(tabs.getByRole('link', { name: `${name} on` })).toBeVisible();
    await satisfiesAxe(page, 'a list with a saved view');
    await page.getByRole('button', { name: 'Delete view' }).click();
    await dialog.getByRole('button', { name: 'Delete view' }).click();
    await expect(tabs.getByRole('link', { name: `${name} on` })).toBeHidden();

    await page.goto('/staff/payments');
    await page.getByRole('button', { name: 'Show sum' }).click();
    await expect(page.getByText(/^\d[\d,]* payments?, \$[\d,.]+ received/)).toBeVisible();
  },
);
