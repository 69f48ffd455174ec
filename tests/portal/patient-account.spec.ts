/** The account of a patient in a browser: staff make its link, the patient pays some, an amount and the rest. */
import { expect, type Page, test } from '@playwright/test';
import { demo, open, owing, run, satisfiesAxe } from '../support/staff-pages.ts';

const amounts = [50_00, 30_00, 100_00];

/** The messages that reached an address. */
async function mailTo(page: Page, to: string) {
  const answer = await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(to)}`);
  return ((await answer.json()) as { data: { subject: string; text: string }[] }).data;
}

async function payByCard(page: Page): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`^${run.stripe}`));
  await page.getByLabel('Card number').fill('4242424242424242');
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Name on card').fill('Ana Example');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payment received' })).toBeVisible({
    timeout: 30_000,
  });
}

test('staff make the link, and the patient pays a choice, an amount and the rest', async ({
  page,
  context,
}, info) => {
  const name = `Account Payer ${info.project.name} ${info.retry}`;
  const { id, invoices } = await owing(page, { name, amounts });
  const [first, second, last] = invoices.map((each) => each.invoice_number);
  await open(page, `/staff/patients/${id}`, demo('billing_clerk'));
  await page.getByRole('button', { name: 'Account link' }).click();
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  await dialog.getByRole('button', { name: 'Create link' }).click();
  const url = dialog.getByText(/\/patient\/account\//);
  await expect(url).toBeVisible();
  await satisfiesAxe(page, 'account link');

  const account = await context.newPage();
  await account.goto(await url.innerText());
  await expect(account.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
  await expect(account).toHaveURL(/\/patient\/account$/);
  await expect(account.getByText('$180.00').first()).toBeVisible();
  await account.getByRole('radio', { name: 'Invoices that I choose' }).check();
  await account.getByRole('checkbox', { name: first ?? '' }).uncheck();
  await account.getByRole('checkbox', { name: last ?? '' }).uncheck();
  await satisfiesAxe(account, 'account');
  await account.getByRole('button', { name: 'Pay $30.00' }).click();
  await payByCard(account);
  await expect(account.getByText(second ?? '')).toBeVisible();
  await account.getByRole('button', { name: 'Back to your account' }).click();
  await expect(account.getByText('$150.00').first()).toBeVisible();
  await account.getByRole('radio', { name: 'Another amount' }).check();
  await account.getByRole('textbox').fill('60');
  await account.getByRole('button', { name: 'Pay $60.00' }).click();
  await payByCard(account);

  const link = invoices[2]?.patient_link?.url ?? '';
  await account.goto(link);
  await expect(account.getByRole('button', { name: 'Pay $90.00' })).toBeVisible();
  await expect(account.getByRole('button', { name: /Pay everything/ })).toBeHidden();
});

test('staff send the link of the account, see that it was opened, and revoke it', async ({
  page,
  context,
}, info) => {
  const name = `Account Reader ${info.project.name} ${info.retry}`;
  const email = `account.reader.${info.project.name}.${info.retry}@patients.example`;
  const { id } = await owing(page, { name, email, amounts: [40_00] });
  await open(page, `/staff/patients/${id}`, demo('billing_clerk'));
  await page.getByRole('button', { name: 'Account link' }).click();
  const dialog = page.getByRole('alertdialog', { name: /^Account link of/ });
  await expect(dialog.getByRole('checkbox', { name: /By e-mail/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Create and send' }).click();
  await expect(dialog).toContainText('The link is on its way by e-mail.');
  const url = await dialog.getByText(/\/patient\/account\//).innerText();
  await expect
    .poll(() => mailTo(page, email), { timeout: 60_000 })
    .toMatchObject([
      { subject: expect.stringMatching(/^Your account with /), text: expect.stringContaining(url) },
    ]);
  await dialog.getByRole('button', { name: 'Close' }).click();

  const account = await context.newPage();
  await account.goto(url);
  await expect(account.getByText('$40.00').first()).toBeVisible();
  const phone = account.getByRole('contentinfo').getByRole('link').first().locator('bdi');
  await expect(phone).toHaveCSS('white-space', 'nowrap');

  await page.getByRole('button', { name: 'Account link' }).click();
  const links = dialog.getByRole('region', { name: 'Account links' });
  await expect(links).toContainText(/Made .* by .*Opened once/);
  await satisfiesAxe(page, 'account link with earlier ones');
  await links.getByRole('button', { name: /^Revoke link/ }).click();
  await page
    .getByRole('alertdialog', { name: 'Revoke this link?' })
    .getByRole('button', { name: 'Revoke link' })
    .click();
  await expect(links).toContainText('No account link is active.');
  await account.goto(url);
  await expect(account.getByRole('heading', { level: 1 })).toContainText(/link/i);
});

test('the page of an invoice offers to pay everything', { tag: '@any-width' }, async ({ page }, info) => {
  const name = `Everything Payer ${info.project.name} ${info.retry}`;
  const { invoices } = await owing(page, { name, amounts });
  await page.goto(invoices[1]?.patient_link?.url ?? '');
  await page.getByRole('button', { name: 'Pay everything you owe ($180.00)' }).click();
  await payByCard(page);
  await expect(page.getByText(invoices[1]?.invoice_number ?? '').first()).toBeVisible();
});
