/** The price list: kept by administrators, read by everybody, and taken from in the lines of invoices. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const admin = demo('admin');
const clerk = demo('billing_clerk');
const h1 = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an item is added, found, changed and withdrawn, and every version is shown', async ({ page }, info) => {
  const code = `V-${info.project.name}-${info.retry}`;
  await open(page, '/staff/price-list?add=yes', admin);
  const dialog = page.getByRole('alertdialog', { name: 'Add item' });
  await dialog.getByRole('textbox', { name: 'Code', exact: true }).fill(code);
  await dialog.getByRole('textbox', { name: 'Name in English' }).fill(`Visit ${code}`);
  await button(page, 'Add item').last().click();
  await expect(dialog.getByText('Enter a price in at least one currency.')).toBeVisible();
  await satisfiesAxe(page, 'an item without a price');
  await dialog.getByRole('textbox', { name: 'Price in USD' }).fill('120');
  await dialog.getByRole('textbox', { name: 'Tax %' }).fill('8.875');
  await button(page, 'Add item').last().click();
  await expect(h1(page, `Visit ${code}`)).toBeVisible();
  await button(page, 'Edit').click();
  await page.getByRole('textbox', { name: 'Price in USD' }).fill('130');
  await button(page, 'Save changes').click();
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByText('$130.00')).toBeVisible();
  await expect(versions.getByText('$120.00')).toBeVisible();
  await satisfiesAxe(page, 'an item with versions');
  await button(page, 'Withdraw').click();
  await button(page, 'Withdraw item').click();
  await expect(button(page, 'Offer again')).toBeVisible();

  await page.goto('/staff/price-list?state=ended');
  await page.getByRole('searchbox', { name: 'Search the price list' }).fill(code);
  await expect(page.getByRole('link', { name: code })).toBeVisible();
  await satisfiesAxe(page, 'the price list');
  await page.getByRole('link', { name: 'Active', exact: true }).click();
  await expect(page.getByText('No items match')).toBeVisible();
});

test('the price list is there for everybody, and only administrators change it', {
  tag: '@any-width',
}, async ({ page }) => {
  const token = await bearer(page, admin);
  const code = `READ-${Date.now()}`;
  const data = { code, names: { en: `Reading ${code}` }, prices: { usd: 50_00, eur: 45_00 } };
  await api(page, 'post', 'price-list-items', { data, token });
  await open(page, '/staff', clerk);
  await page.getByRole('link', { name: 'Price list', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search the price list' }).fill(code);
  await page.getByRole('link', { name: code }).click();
  await expect(h1(page, `Reading ${code}`)).toBeVisible();
  await expect(button(page, 'Edit')).toHaveCount(0);
  await page.goto('/staff/price-list?add=yes');
  await expect(h1(page, 'Price list')).toBeVisible();
  await expect(button(page, 'Add item')).toHaveCount(0);
});
