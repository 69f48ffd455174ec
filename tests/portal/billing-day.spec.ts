/** The whole flow in a browser: a clerk bills a patient, the patient pays at Stripe, the clerk sees it. */
import { expect, type Page, test } from '@playwright/test';
import { demo, logIn, run, satisfiesAxe } from '../support/staff-pages.ts';

async function signIn(page: Page): Promise<void> {
  await page.goto('/staff');
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await satisfiesAxe(page, 'sign-in');
  await logIn(page, demo('billing_clerk'));
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

async function addPatient(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/staff/patients');
  await page.getByRole('button', { name: 'Add patient' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await satisfiesAxe(page, 'add patient');
  await dialog.getByRole('button', { name: /Add patient|Save/ }).click();
  await expect(dialog).toBeHidden();
}

/** Builds an invoice over $123.50 and sends it; the number it was given. */
async function bill(page: Page, name: string): Promise<string> {
  await page.goto('/staff/invoices/new');
  const picker = page.getByRole('combobox', { name: /Patient/ });
  await picker.click();
  await picker.pressSequentially(name);
  await page
    .getByRole('option', { name: new RegExp(name) })
    .first()
    .click();
  await satisfiesAxe(page, 'builder: patient');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Description').fill('Consultation');
  await page.getByLabel('Unit price').fill('123.50');
  await satisfiesAxe(page, 'builder: items');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('$123.50').first()).toBeVisible();
  await satisfiesAxe(page, 'builder: review');
  await page.getByRole('button', { name: 'Issue and send' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: 'Issue and send' })
    .click();
  const heading = page.getByRole('heading', { level: 1, name: /CLINIC-\d{6}-\d{4}/ });
  await expect(heading).toBeVisible();
  return /CLINIC-\d{6}-\d{4}/.exec(await heading.innerText())?.[0] ?? '';
}

/** Opens the newest e-mail to an address in the inbox and gives the link in it. */
async function linkInEmail(page: Page, email: string): Promise<string> {
  await expect
    .poll(async () =>
      (await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(email)}`)).text(),
    )
    .toContain('/patient/invoice/');
  const text = await (
    await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(email)}`)
  ).text();
  return /http[^"\s\\]+\/patient\/invoice\/[A-Za-z0-9_-]+/.exec(text)?.[0] ?? '';
}

async function payByCard(page: Page, number: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`^${run.stripe}`));
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Name on card').fill('Ana Example');
  await satisfiesAxe(page, 'payment page');
  await page.getByRole('button', { name: /^Pay/ }).click();
}

test('a clerk bills, the patient pays by card, and the invoice turns to paid', async ({
  page,
  context,
}, info) => {
  const name = `Nora Field ${info.project.name} ${info.retry}`;
  const email = `nora.${info.project.name}.${info.retry}@patients.example`;
  await signIn(page);
  await satisfiesAxe(page, 'dashboard');
  await addPatient(page, name, email);
  const number = await bill(page, name);
  await satisfiesAxe(page, 'invoice');

  const patient = await context.newPage();
  await patient.goto(await linkInEmail(patient, email));
  await expect(patient.getByRole('heading', { level: 1 })).toContainText(number);
  await expect(patient.getByText('$123.50').first()).toBeVisible();
  await satisfiesAxe(patient, 'patient invoice');
  await patient.getByRole('button', { name: 'Pay $123.50' }).click();
  await payByCard(patient, '4000000000000002');
  await expect(patient.getByRole('alert')).toContainText(/declined/i);
  await payByCard(patient, '4242424242424242');
  await expect(patient.getByRole('heading', { level: 1, name: 'Payment received' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(patient.getByText(number).first()).toBeVisible();
  await satisfiesAxe(patient, 'receipt');

  // Without a reload: the page looks again by itself.
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await satisfiesAxe(page, 'paid invoice');
});

test('a part can be paid, and the rest stays owed', async ({ page, context }, info) => {
  const name = `Part Payer ${info.project.name} ${info.retry}`;
  const email = `part.${info.project.name}.${info.retry}@patients.example`;
  await signIn(page);
  await addPatient(page, name, email);
  await bill(page, name);
  const patient = await context.newPage();
  await patient.goto(await linkInEmail(patient, email));
  await patient.getByRole('radio', { name: /other/i }).check();
  await patient.getByRole('textbox').fill('23.50');
  await patient.getByRole('button', { name: 'Pay $23.50' }).click();
  // Stripe asks the bank, and the patient confirms.
  await payByCard(patient, '4000002500003155');
  await patient.getByRole('button', { name: 'Complete authentication' }).click();
  await expect(patient.getByRole('heading', { level: 1, name: 'Payment received' })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText('Partially paid').first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('$100.00').first()).toBeVisible();
});

test(
  'the link is in the address for a moment only; Back from Stripe and the receipt still find the invoice',
  { tag: '@any-width' },
  async ({ page, context }, info) => {
    const name = `Link Owner ${info.project.name} ${info.retry}`;
    const email = `owner.${info.project.name}.${info.retry}@patients.example`;
    await signIn(page);
    await addPatient(page, name, email);
    const number = await bill(page, name);
    const patient = await context.newPage();
    await patient.goto(await linkInEmail(patient, email));
    const heading = patient.getByRole('heading', { level: 1 });
    await expect(heading).toContainText(number);
    await expect(patient).toHaveURL(/\/patient\/invoice$/);
    const saved = patient.waitForEvent('download');
    await patient.getByRole('button', { name: 'Download PDF' }).click();
    expect((await saved).suggestedFilename()).toBe(`${number}.pdf`);
    await patient.getByRole('button', { name: 'Pay $123.50' }).click();
    await expect(patient).toHaveURL(new RegExp(`^${run.stripe}`));
    await patient.goBack();
    await expect(heading).toContainText(number);
    await patient.getByRole('button', { name: 'Pay $123.50' }).click();
    await payByCard(patient, '4242424242424242');
    await expect(heading).toHaveText('Payment received', { timeout: 30_000 });
    await expect(patient).toHaveURL(/\/patient\/receipt$/);
    await patient.getByRole('button', { name: 'See the invoice' }).click();
    await expect(heading).toContainText(number);
    await patient.getByRole('button', { name: 'See the receipt' }).click();
    await expect(heading).toHaveText('Payment received');
    await patient.goBack();
    await expect(heading).toContainText(number);
    // A phone loads a page again by a pull; the tab still has the bill and the receipt, and only this tab.
    await patient.reload();
    await expect(heading).toContainText(number);
    await patient.goForward();
    await expect(heading).toHaveText('Payment received');
    await patient.reload();
    await expect(heading).toHaveText('Payment received');
    await expect(patient).toHaveURL(/\/patient\/receipt$/);
    const other = await context.newPage();
    await other.goto('/patient/receipt');
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Please open your link again');
    await satisfiesAxe(other, 'without the link');
  },
);

test('an old or foreign link shows nothing and offers a fresh one', { tag: '@any-width' }, async ({
  page,
}) => {
  await page.goto(`/patient/invoice/${'A'.repeat(51)}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/link/i);
  await expect(page.getByText('$')).toHaveCount(0);
  await page.getByRole('button', { name: /fresh link|new link/i }).click();
  await expect(page.getByRole('status').first()).toContainText(/if a fresh link can be sent/i);
  // Every patient page says whom to ask.
  await expect(page.getByRole('link', { name: /@/ })).toBeVisible();
});

test('staff pages are for staff, and going back after signing out shows nothing', {
  tag: '@any-width',
}, async ({ page }) => {
  await page.goto('/staff/invoices');
  await expect(page).toHaveURL(/\/staff\/login/);
  await signIn(page);
  await page.goto('/staff/patients');
  await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
  await page
    .getByRole('button', { name: /Casey|user|account/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/staff\/login/);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toHaveCount(0);
});
