/** Every list can be taken away as a file for a spreadsheet, as it is filtered on the screen. */
import { expect, type Page, test } from '@playwright/test';
import { demo, open, satisfiesAxe } from '../support/staff-pages.ts';

/** Chooses what to export, where there is a choice, and reads the lines of the file. */
async function exported(page: Page, choice?: string): Promise<string[]> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  if (choice) await page.getByRole('menuitem', { name: choice, exact: true }).click();
  await expect(page.getByText('The export was saved').first()).toBeVisible();
  let text = '';
  for await (const chunk of await (await saved).createReadStream()) text += chunk;
  return text.trim().split('\r\n');
}

test('invoices are saved as they are filtered', async ({ page }) => {
  await open(page, '/staff/invoices?status=paid', demo('billing_clerk'));
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeVisible();
  await satisfiesAxe(page, 'invoices with an export');
  const [head, ...rows] = await exported(page, 'Invoices');
  expect(head).toContain('invoice_number,patient_name,status,currency,total_amount,balance');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toContain(',paid,');
});

test('every other list is saved too', { tag: '@any-width' }, async ({ page }) => {
  test.slow();
  await open(page, '/staff/patients', demo('billing_clerk'));
  for (const [path, choice] of [
    ['patients'],
    ['invoices', 'Lines of these invoices'],
    ['invoices', 'Credit notes of these days'],
    ['payments'],
    ['price-list'],
    ['payments?tab=refunds'],
    ['messages?state=all'],
    ['audit?tab=ledger'],
    ['ageing'],
    ['reconciliation', 'Discrepancies'],
    ['reconciliation', 'Payouts with their transactions'],
  ] as const) {
    await page.goto(`/staff/${path}`);
    const [head] = await exported(page, choice);
    expect(head, path).toMatch(/^\uFEFF?[a-z_0-9]+(,[a-z_0-9]+)+$/);
  }
});
