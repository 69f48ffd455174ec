/** A credit note above a clerk's limit on the screen: the clerk requests it, an admin approves or rejects it. */
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
const admin = demo('admin');

test.describe.configure({ timeout: 240_000 });

type Issued = { id: string; number: string; name: string };
async function issued(page: Page, { title, project, retry }: TestInfo): Promise<Issued> {
  const token = await bearer(page, clerk);
  const name = `${title.split(' ')[1]} Credited ${project.name} ${retry}`;
  const patient = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  const items = [{ description: 'Implant', quantity: 1, unit_price_cents: 1_500_00 }];
  const draft = { patient_id: patient.id, due_date: '2099-12-31', items };
  const { id } = await api<{ id: string }>(page, 'post', 'invoices', { data: draft, token });
  const invoice = await api<{ invoice_number: string }>(page, 'post', `invoices/${id}/issue`, {
    data: {},
    token,
  });
  return { id, number: invoice.invoice_number, name };
}
const dialog = (page: Page) => page.getByRole('alertdialog').last();
const requested = (page: Page) => page.getByRole('list', { name: 'Requested credit notes' });
/** The table's row on a desk, the card on a phone. */
const entry = (page: Page, text: string) =>
  page
    .getByRole('table', { name: 'Credit notes pending approval' })
    .getByRole('row')
    .or(page.getByRole('list', { name: 'Credit notes pending approval' }).getByRole('listitem'))
    .filter({ hasText: text });
const picture = (info: TestInfo, name: string) => info.outputPath(`${name}.png`);

test('a large credit note is requested by a clerk and approved by an admin', async ({
  page,
  browser,
}, info) => {
  const { id, name } = await issued(page, info);
  await open(page, `/staff/invoices/${id}`, clerk);
  await page.getByRole('button', { name: 'Credit note' }).click();
  await dialog(page).getByRole('textbox', { name: 'Amount' }).fill('600');
  await expect(dialog(page)).toContainText('An admin must approve this credit note.');
  await dialog(page).getByLabel('Reason').fill('The implant was not placed');
  await satisfiesAxe(page, 'request a credit note');
  await page.screenshot({ path: picture(info, 'request') });
  await dialog(page).getByRole('button', { name: 'Request approval of $600.00' }).click();
  await expect(page.getByText('is pending the approval of an admin')).toBeVisible();
  await expect(requested(page)).toContainText('Pending approval');
  await expect(requested(page)).toContainText('An admin decides');
  await satisfiesAxe(page, 'a requested credit note');
  await page.screenshot({ path: picture(info, 'invoice'), fullPage: true });

  const context = await browser.newContext({
    baseURL: info.project.use.baseURL ?? '',
    viewport: info.project.use.viewport ?? null,
    reducedMotion: 'reduce',
  });
  const desk = await context.newPage();
  await open(desk, '/staff', admin);
  await desk.getByRole('link', { name: /credit notes? (is|are) pending approval/ }).click();
  await satisfiesAxe(desk, 'credit notes pending approval');
  await desk.screenshot({ path: picture(info, 'approval'), fullPage: true });
  await entry(desk, name).getByRole('button', { name: 'Approve' }).click();
  await expect(dialog(desk)).toContainText('The implant was not placed');
  await satisfiesAxe(desk, 'approve a credit note');
  await desk.screenshot({ path: picture(info, 'dialog') });
  await dialog(desk).getByRole('button', { name: 'Approve credit note' }).click();
  await expect(desk.getByText('The credit note over $600.00 was approved and issued')).toBeVisible();
  await expect(entry(desk, name)).toHaveCount(0);
  await context.close();

  await page.reload();
  await expect(page.getByRole('list', { name: 'Credit notes', exact: true })).toContainText('$600.00');
  await expect(requested(page)).toHaveCount(0);
});

test(
  'a rejected credit note credits nothing, and its requester reads why',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const { id } = await issued(page, info);
    const token = await bearer(page, clerk);
    const wanted = { amount_cents: 700_00, reason: 'Not placed' };
    await api(page, 'post', `invoices/${id}/credit-note-requests`, { data: wanted, token });
    await open(page, `/staff/invoices/${id}`, admin);
    await requested(page).getByRole('button', { name: 'Reject' }).click();
    await dialog(page).getByRole('button', { name: 'Reject credit note' }).click();
    await expect(dialog(page).getByText('Enter a reason.')).toBeVisible();
    await dialog(page).getByLabel('Reason for rejecting it').fill('It was placed on Monday');
    await satisfiesAxe(page, 'reject a credit note');
    await dialog(page).getByRole('button', { name: 'Reject credit note' }).click();
    await expect(page.getByText('The credit note over $700.00 was rejected')).toBeVisible();
    await expect(requested(page)).toContainText('It was placed on Monday');
    await satisfiesAxe(page, 'a rejected credit note');
  },
);
