/** The archive in a browser: an admin sends old invoices there, checks a bundle, reads the invoice and brings it back. */
import { expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { run, satisfiesAxe } from '../support/staff-pages.ts';

const member = (role: string) => run.staff?.find((each) => each.role === role);

async function signIn(page: Page, role: string): Promise<void> {
  await page.goto('/staff');
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(member(role)?.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(member(role)?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

async function owner<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: run.databaseOwner ?? '' });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** An invoice that was cancelled three years ago; its number. Only the owner of the database can turn back time. */
async function oldInvoice(page: Page): Promise<{ id: string; number: string }> {
  const { email, password } = member('admin') ?? {};
  const login = await page.request.post('/api/v1/auth/login', { data: { email, password } });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const post = async <T>(path: string, data: object): Promise<T> => {
    const response = await page.request.post(`/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
      data,
    });
    expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
    return (await response.json()) as T;
  };
  const patient = await post<{ id: string }>('patients', { name: 'Olive Oldham' });
  const items = [{ description: 'Hearing test', quantity: 1, unit_price_cents: 4500 }];
  const { id } = await post<{ id: string }>('invoices', {
    patient_id: patient.id,
    due_date: '2030-01-31',
    items,
  });
  const issued = await post<{ invoice_number: string }>(`invoices/${id}/issue`, {});
  await post(`invoices/${id}/cancel`, { reason: 'Booked twice' });
  await expect
    .poll(
      async () => {
        const [row] = await owner<{ open: string }>(
          `select count(*) as open from checkout_sessions where invoice_id = $1 and state in ('creating', 'open', 'closing')`,
          [id],
        );
        return row?.open;
      },
      { timeout: 60_000 },
    )
    .toBe('0');
  await owner(`
    begin;
    alter table invoices disable trigger user;
    update invoices set updated_at = now() - interval '3 years', cancelled_at = now() - interval '3 years' where id = '${id}';
    alter table invoices enable trigger user;
    commit`);
  return { id, number: issued.invoice_number };
}

test('an admin archives what is old enough, verifies a bundle, and restores the invoice', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const invoice = await oldInvoice(page);
  await signIn(page, 'admin');
  await page.goto('/staff/archive');
  await expect(page.getByRole('heading', { level: 1, name: 'Archive' })).toBeVisible();
  const start = page.getByRole('button', { name: /^Archive \d+ invoices? now$/ });
  await expect(start).toBeVisible();
  await satisfiesAxe(page, 'archive before');
  await page.screenshot({ path: test.info().outputPath('before.png'), fullPage: true });
  const count = /\d+/.exec(await start.innerText())?.[0] ?? '';

  await start.click();
  const dialog = page.getByRole('alertdialog');
  const confirm = dialog.getByLabel(`Type ${count} to confirm`);
  await confirm.fill('9999');
  await confirm.press('Enter');
  await expect(dialog.getByText(`Type ${count} to go on.`)).toBeVisible();
  await satisfiesAxe(page, 'confirming');
  await page.screenshot({ path: test.info().outputPath('confirm.png') });
  await confirm.fill(count);
  await confirm.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/went to the archive/).first()).toBeVisible({ timeout: 60_000 });

  await page.getByRole('searchbox', { name: 'Search bundles' }).fill(invoice.number);
  const verify = page.getByRole('button', { name: `Verify ${invoice.number}` });
  await verify.click();
  await expect(page.getByText(`Archive of ${invoice.number} verified`)).toBeVisible();
  await satisfiesAxe(page, 'archive after');
  await page.screenshot({ path: test.info().outputPath('after.png'), fullPage: true });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download the signed manifest of ${invoice.number}` }).click();
  expect((await download).suggestedFilename()).toBe(`${invoice.number}.manifest.json`);

  await page.getByRole('link', { name: invoice.number }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: invoice.number })).toBeVisible();
  await expect(page.getByText('Archived', { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/In the archive since/)).toBeVisible();
  await expect(page.getByText('Hearing test').first()).toBeVisible();
  await satisfiesAxe(page, 'archived invoice');
  await page.screenshot({ path: test.info().outputPath('invoice.png'), fullPage: true });

  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: `Restore ${invoice.number}` })
    .click();
  await expect(page.getByText(/In the archive since/)).toBeHidden();
  await expect(page.getByText('Hearing test').first()).toBeVisible();
});

test('a clerk sees whom to ask, and a list that does not load can be tried again', {
  tag: '@any-width',
}, async ({ page }) => {
  await signIn(page, 'billing_clerk');
  await expect(page.getByRole('link', { name: 'Archive', exact: true })).toHaveCount(0);
  await page.goto('/staff/archive');
  await expect(page.getByText('You don’t have access to the archive')).toBeVisible();
  await satisfiesAxe(page, 'no permission');
  await page.context().clearCookies();
  await page.goto('/staff/login');
  await signIn(page, 'admin');
  await page.route('**/api/v1/archives?**', (route) => route.abort());
  await page.route('**/api/v1/backups', (route) => route.abort());
  await page.goto('/staff/archive');
  const again = page.getByRole('button', { name: /Try again/ });
  await expect(again.first()).toBeVisible({ timeout: 40_000 });
  await satisfiesAxe(page, 'not loaded');
  await page.unroute('**/api/v1/archives?**');
  await again.first().click();
  await expect(page.getByRole('searchbox', { name: 'Search bundles' })).toBeVisible();
});
