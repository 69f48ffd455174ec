/** Audit & Ledger: who did what can be found and opened, the chain says how far it holds, and the books balance. */
import { expect, type Page, test } from '@playwright/test';
import { demo, proofDialog, run, satisfiesAxe } from '../support/staff-pages.ts';

async function openAs(page: Page, role: string, path = '/staff/audit'): Promise<void> {
  const member = run.staff.find((each) => each.role === role);
  await page.goto(path);
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(member?.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(member?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Audit & Ledger' })).toBeVisible();
}

test('an entry is found by filters, opened, copied, and leads on to its request', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openAs(page, 'admin');
  await satisfiesAxe(page, 'audit');
  await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Issue invoice' });
  await expect(page).toHaveURL(/action=issue_invoice/);
  const entry = page.getByRole('button', { name: 'Issue invoice, details' }).first();
  await expect(entry).toHaveAttribute('aria-expanded', 'false');
  await expect(page.getByRole('button', { name: /^(?!Issue invoice).*, details$/ })).toHaveCount(0);
  await entry.focus();
  await page.keyboard.press('Enter');
  await expect(entry).toHaveAttribute('aria-expanded', 'true');
  const details = page.getByRole('region', { name: /Details of/ });
  await expect(details).toContainText('"action": "issue_invoice"');
  await satisfiesAxe(page, 'an open entry');
  await details.getByRole('button', { name: 'Copy JSON' }).click();
  const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()')) as {
    request_id: string;
  };
  await details.getByRole('button', { name: 'This request' }).click();
  await expect(page.getByLabel('Request ID')).toHaveValue(copied.request_id);
  await expect(page.getByRole('button', { name: 'Issue invoice, details' })).toHaveCount(1);
  await page.getByLabel('Request ID').fill('unknown-request');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'No entries match' })).toBeVisible();
  await satisfiesAxe(page, 'nothing matches');
});

test('refusals can be listed alone, and pages go on and back', { tag: '@any-width' }, async ({ page }) => {
  await page.request.post('/api/v1/auth/login', {
    data: { email: run.staff[0]?.email, password: 'not this one' },
  });
  await openAs(page, 'admin', '/staff/audit?outcome=refused');
  await expect(page.getByText('Refused', { exact: true }).filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByText('Done', { exact: true }).filter({ visible: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByRole('button', { name: /, details/ })).toHaveCount(25);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page).toHaveURL(/cursor=/);
  await page.getByRole('button', { name: 'Previous' }).click();
  await expect(page).not.toHaveURL(/cursor=/);
});

test('the chain says how far it was checked and by which seal', { tag: '@any-width' }, async ({ page }) => {
  await openAs(page, 'billing_clerk');
  const badge = page.getByRole('button', { name: /^Verified to entry [1-9]/ });
  // The demo's entries are chained within half a minute of its end.
  await expect(async () => {
    await page.reload();
    await expect(badge).toBeVisible();
  }).toPass({ timeout: 60_000 });
  await badge.click();
  await expect(page.getByText('Entries in the chain')).toBeVisible();
  await satisfiesAxe(page, 'the chain');
  await page.keyboard.press('Escape');
  await expect(badge).toBeFocused();
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toHaveCount(0);
});

test('an admin takes the filtered trail away as a file', { tag: '@any-width' }, async ({ page }) => {
  await openAs(page, 'admin', '/staff/audit?action=issue_invoice');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  await proofDialog(page).getByRole('textbox', { name: 'Your password' }).fill(demo('admin').password);
  await proofDialog(page).getByRole('button', { name: 'Confirm' }).click();
  const file = await (await saved).createReadStream();
  let text = '';
  for await (const chunk of file) text += chunk;
  expect(text).toContain('issue_invoice');
  expect(text).not.toContain('sign_in');
});

test('the ledger is filtered by account, and its trial balance is zero', { tag: '@any-width' }, async ({
  page,
}) => {
  await openAs(page, 'billing_clerk');
  await page.getByRole('navigation', { name: 'Quick filters' }).getByRole('link', { name: 'Ledger' }).click();
  await expect(page.getByText('the difference is 0')).toBeVisible();
  await satisfiesAxe(page, 'ledger');
  await page.getByLabel('Account').selectOption({ label: 'Revenue' });
  await expect(page).toHaveURL(/account=revenue/);
  await expect(page.getByText('the difference is 0')).toBeVisible();
  const entries = page
    .getByRole('table', { name: 'Ledger entries' })
    .or(page.getByRole('list', { name: 'Ledger entries' }));
  await expect(entries).toContainText('Revenue');
  await expect(entries).not.toContainText('Receivable');
});
