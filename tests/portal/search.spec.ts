/** One search, and the keys of the portal: what is looked for all day is found and opened without the mouse. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
const palette = (page: Page) => page.getByRole('dialog', { name: 'Search' });
const box = (page: Page) => page.getByRole('combobox', { name: 'Search everything' });

/** A page that has just been shown may not listen to keys yet. */
const openPalette = (page: Page) =>
  expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(box(page)).toBeFocused({ timeout: 2_000 });
  }).toPass();
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });
const h1 = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

type Billed = { id: string; invoice_number: string };

/** A patient of this test with an invoice over an amount that no other has. */
async function billed(page: Page, name: string, cents: number): Promise<Billed> {
  const token = await bearer(page, clerk);
  const data = { name, phone: '(212) 555-0163', dob: '1961-07-09' };
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data, token });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: cents }];
  const draft = { patient_id: id, due_date: '2199-12-31', items };
  const made = await api<{ id: string }>(page, 'post', 'invoices', { data: draft, token });
  return api<Billed>(page, 'post', `invoices/${made.id}/issue`, { data: { notify: [] }, token });
}

test('a patient, an amount and a page are found and opened by keys alone', async ({ page }, info) => {
  const name = `Wilma Wander ${info.project.name}${info.retry}`;
  const cents = 7_310_29 + info.retry;
  const { invoice_number: number } = await billed(page, name, cents);
  await open(page, '/staff', clerk);

  await openPalette(page);
  await expect(palette(page).getByRole('group', { name: 'Actions' })).toBeVisible();
  await satisfiesAxe(page, 'palette: nothing typed');
  await page.keyboard.type(`wander wil ${info.project.name}${info.retry}`);
  await expect(option(page, name)).toHaveAttribute('aria-selected', 'true');
  await expect(option(page, name)).toContainText('born Jul 9, 1961');
  await satisfiesAxe(page, 'palette: a patient');
  await page.keyboard.press('Enter');
  await expect(h1(page, name)).toBeFocused();

  await page.keyboard.press('/');
  await page.keyboard.type((cents / 100).toFixed(2));
  await expect(option(page, number)).toBeVisible();
  await expect(option(page, number)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(h1(page, number)).toBeFocused();

  await page.keyboard.press('/');
  await expect(palette(page).getByRole('group', { name: 'Recent' }).getByRole('option')).toHaveCount(2);
  await page.keyboard.type('overdue');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/invoices\?status=overdue/);
});

test('the palette says when nothing matches and when it fails, and gives the focus back', {
  tag: '@any-width',
}, async ({ page }) => {
  await open(page, '/staff/patients', clerk);
  const button = page.getByRole('button', { name: 'Search', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('qqqqqqqq');
  await expect(palette(page).getByRole('status')).toHaveText(/Nothing matches .?qqqqqqqq/);
  await satisfiesAxe(page, 'palette: no match');

  await page.route('**/api/v1/search*', (route) => route.fulfill({ status: 500, json: {} }));
  await page.keyboard.type('r');
  await expect(palette(page).getByRole('button', { name: 'Try again' })).toBeVisible();
  await satisfiesAxe(page, 'palette: failed');
  await page.unroute('**/api/v1/search*');
  await palette(page).getByRole('button', { name: 'Try again' }).click();
  await expect(palette(page).getByRole('button', { name: 'Try again' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(button).toBeFocused();
});

test('what a clerk may not do is not offered', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff', clerk);
  await openPalette(page);
  await page.keyboard.type('settings');
  await expect(palette(page).getByRole('status')).toHaveText(/Nothing matches/);
});

test('the palette fits a narrow screen and the dark theme', { tag: '@any-width' }, async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '/staff', clerk);
  await openPalette(page);
  await page.keyboard.type('clinic-');
  await satisfiesAxe(page, 'palette at 320 px in the dark');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await satisfiesAxe(page, 'shortcuts at 320 px in the dark');
});

// A phone has no keyboard.
test('pages, rows and forms have keys', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff', clerk);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(h1(page, 'Invoices')).toBeFocused();
  const links = page.getByRole('rowheader').getByRole('link');
  await expect(links.nth(1)).toBeVisible();
  await page.keyboard.press('j');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.nth(0)).toBeFocused();
  const name = await links.nth(0).innerText();
  await page.keyboard.press('o');
  await expect(h1(page, name)).toBeFocused();

  await page.keyboard.press('n');
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Add patient' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('g i n / ? Kay');
  await expect(dialog.getByLabel('Name')).toHaveValue('g i n / ? Kay');
  await page.keyboard.press('Control+s');
  await expect(h1(page, 'g i n / ? Kay')).toBeVisible();
});

test('single keys can be switched off, Ctrl K stays', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff', clerk);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Reconciliation')).toBeVisible();
  await satisfiesAxe(page, 'keyboard shortcuts');
  await sheet.getByRole('switch').click();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.keyboard.press('Control+k');
  await expect(box(page)).toBeFocused();
  // Behind an open dialog the heading has no role.
  await expect(page.locator('#main h1')).toHaveText('Dashboard');

  // The sheet is reached without keys too.
  await page.keyboard.type('keyboard');
  await page.keyboard.press('Enter');
  await sheet.getByRole('switch').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(h1(page, 'Invoices')).toBeFocused();
});
