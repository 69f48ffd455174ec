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

test('a clerk takes an item of the price list by its code and says why another price is charged', async ({
  page,
}, info) => {
  const token = await bearer(page, admin);
  const code = `T${Date.now()}`;
  const names = { en: `Therapy ${code}`, es: `Terapia ${code}` };
  const item = { code, code_system: 'CPT', names, unit: 'session', tax_rate_thousandths: 8_875 };
  const prices = { usd: 180_00, eur: 170_00 };
  await api(page, 'post', 'price-list-items', { data: { ...item, prices }, token });
  const data = { name: `Lisa List ${info.project.name} ${info.retry}`, language: 'es' };
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data, token });
  await open(page, `/staff/invoices/new?patient_id=${id}`, clerk);
  await expect(page.getByLabel('Due date')).toBeFocused();
  await page.keyboard.press('Enter');
  const description = page.getByRole('textbox', { name: 'Description' });
  await expect(description).toBeFocused();
  // Enter waits for what is still searched for.
  await page.keyboard.type(code.toLowerCase());
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Quantity')).toBeFocused();
  await expect(description).toHaveValue(names.es);
  await expect(page.getByLabel('Unit price')).toHaveValue('180.00');
  await expect(page.getByLabel('Tax %')).toHaveValue('8.875');
  await page.keyboard.type('2');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Reason for the price override' })).toHaveCount(0);
  await page.keyboard.type('150');
  await page.keyboard.press('Enter');
  const reason = page.getByRole('textbox', { name: 'Reason for the price override' });
  await expect(reason).toBeFocused();
  await expect(page.getByText('Say why another price is charged than the listed one.')).toBeVisible();
  await satisfiesAxe(page, 'builder: a reason for another price');
  await page.keyboard.type('Hardship');
  await page.keyboard.press('Enter');
  await expect(page.getByText('$326.63').first()).toBeVisible();

  // What is shown while an item is chosen, and that Escape keeps what was typed.
  await page.getByRole('button', { name: 'Back' }).click();
  await description.fill(`Therapy ${code}`);
  const listed = page.getByRole('listbox', { name: 'Price list' });
  await expect(listed.getByRole('option', { name: code })).toHaveAttribute('aria-selected', 'true');
  await satisfiesAxe(page, 'builder: items of the price list');
  await page.keyboard.press('Escape');
  await expect(listed).toHaveCount(0);
  await expect(description).toHaveValue(`Therapy ${code}`);
});

test('prices are imported after a preview, and the import is undone', async ({ page }, info) => {
  const code = `I-${info.project.name}-${info.retry}`;
  await open(page, '/staff/price-list', admin);
  await button(page, 'Import').click();
  const dialog = page.getByRole('alertdialog', { name: 'Import prices' });
  const choose = (...rows: string[]) =>
    dialog.getByLabel('CSV file').setInputFiles({
      name: 'prices.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    });
  await choose('code,name_en,price_usd,tax_percent', `${code},Cleaning,89.00,101`);
  await expect(dialog.getByText('1 mistake')).toBeVisible();
  await expect(dialog.getByText('Enter a rate of at most 100 %.')).toBeVisible();
  await satisfiesAxe(page, 'an import with a mistake');
  await choose('code,name_en,price_usd,tax_percent', `${code},Cleaning,89.00,10`);
  await expect(dialog.getByText('1 added, 0 changed, 0 unchanged.')).toBeVisible();
  await satisfiesAxe(page, 'the preview of an import');
  await dialog.getByRole('button', { name: 'Import 1 item' }).click();
  await expect(page.getByText('1 item was imported')).toBeVisible();
  await expect(page.getByRole('link', { name: code })).toBeVisible();
  await button(page, 'Import').click();
  await dialog
    .getByRole('button', { name: /^Undo the import of/ })
    .first()
    .click();
  await button(page, 'Undo import').click();
  await expect(page.getByText('The import was undone')).toBeVisible();
});
