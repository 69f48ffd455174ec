/** Credit above the clinic's limit on the screen: one admin requests the pay-out, another approves or rejects it. */
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { established } from '../support/established.ts';
import {
  api,
  bearer,
  demo,
  emailOf,
  hired,
  open,
  PASSWORD,
  run,
  satisfiesAxe,
} from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
const admin = demo('admin');

test.describe.configure({ timeout: 240_000 });

/** A new patient with $900.00 of credit. */
async function withCredit(
  page: Page,
  { title, project, retry }: TestInfo,
): Promise<{ name: string; patientId: string }> {
  const token = await bearer(page, clerk);
  const name = `${title.split(' ')[1]} Creditor ${project.name} ${retry}`;
  const patient = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const draft = { patient_id: patient.id, due_date: '2099-12-31', items };
  const { id } = await api<{ id: string }>(page, 'post', 'invoices', { data: draft, token });
  await api(page, 'post', `invoices/${id}/issue`, { data: {}, token });
  const cash = { amount_cents: 1_000_00, method: 'cash' };
  await api(page, 'post', `invoices/${id}/payments`, { data: cash, token });
  return { name, patientId: patient.id };
}
/** The table's row on a desk, the card on a phone. */
const entry = (page: Page, list: string, text: string) =>
  page
    .getByRole('table', { name: list })
    .getByRole('row')
    .or(page.getByRole('list', { name: list }).getByRole('listitem'))
    .filter({ hasText: text });
const dialog = (page: Page) => page.getByRole('alertdialog').last();
const picture = (info: TestInfo, name: string) => info.outputPath(`${name}.png`);

test('a pay-out above the limit is requested by one admin and approved by another', async ({
  page,
  browser,
}, info) => {
  const { name } = await withCredit(page, info);
  const other = { email: emailOf('payer', info), role: 'admin' as const, password: PASSWORD };
  await hired(page, other);
  await established(run.databaseOwner ?? '', other.email);

  await open(page, '/staff/payments?tab=credit&limit=100', admin);
  await entry(page, 'Patients with credit', name).getByRole('button', { name: 'Pay out' }).click();
  await dialog(page).getByRole('textbox', { name: 'Amount' }).fill('600');
  await dialog(page).getByLabel('Reference').fill('transfer 4711');
  await satisfiesAxe(page, 'pay out');
  await dialog(page).getByRole('button', { name: 'Pay out $600.00' }).click();
  await expect(page.getByText('The pay-out of $600.00 is pending')).toBeVisible();
  await expect(entry(page, 'Patients with credit', name)).toContainText('$600.00 pending approval');
  await expect(entry(page, 'Pay-outs of credit', name)).toContainText('Pending approval');
  await satisfiesAxe(page, 'patient credit');
  await page.screenshot({ path: picture(info, 'credit'), fullPage: true });

  // Whoever requested it cannot approve it.
  await page.goto('/staff/payments?tab=approval');
  const mine = entry(page, 'Pay-outs of credit', name);
  await expect(mine).toContainText('You requested this one');
  await mine.getByRole('button', { name: 'Approve' }).click();
  await dialog(page).getByRole('button', { name: 'Approve pay-out of $600.00' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('Another admin must approve');

  const context = await browser.newContext({
    baseURL: info.project.use.baseURL ?? '',
    viewport: info.project.use.viewport ?? null,
    reducedMotion: 'reduce',
  });
  const desk = await context.newPage();
  await open(desk, '/staff', other);
  await desk.getByRole('link', { name: /pay-outs? of credit (is|are) pending approval/ }).click();
  await satisfiesAxe(desk, 'pay-outs pending approval');
  await desk.screenshot({ path: picture(info, 'approval'), fullPage: true });
  await entry(desk, 'Pay-outs of credit', name).getByRole('button', { name: 'Approve' }).click();
  await expect(dialog(desk)).toContainText('transfer 4711');
  await satisfiesAxe(desk, 'approve a pay-out');
  await desk.screenshot({ path: picture(info, 'dialog') });
  await dialog(desk).getByRole('button', { name: 'Approve pay-out of $600.00' }).click();
  await expect(desk.getByText('The pay-out of $600.00 was approved')).toBeVisible();
  await expect(entry(desk, 'Pay-outs of credit', name)).toHaveCount(0);
  await context.close();

  await page.goto('/staff/payments?tab=credit&limit=100');
  await expect(entry(page, 'Pay-outs of credit', name)).toContainText('Paid out');
  await expect(entry(page, 'Patients with credit', name)).toContainText('$300.00');
});

test(
  'a rejected pay-out leaves the credit, and its requester reads why',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const { name, patientId } = await withCredit(page, info);
    const token = await bearer(page, admin);
    const order = { amount_cents: 700_00, method: 'cash', reference: 'drawer' };
    await api(page, 'post', `patients/${patientId}/credit/refund-offline`, { data: order, token });
    await open(page, '/staff/payments?tab=approval', admin);
    await entry(page, 'Pay-outs of credit', name).getByRole('button', { name: 'Reject' }).click();
    await dialog(page).getByRole('button', { name: 'Reject pay-out' }).click();
    await expect(dialog(page).getByText('Enter a reason.')).toBeVisible();
    await dialog(page).getByLabel('Reason').fill('Not the right patient');
    await satisfiesAxe(page, 'reject a pay-out');
    await dialog(page).getByRole('button', { name: 'Reject pay-out' }).click();
    await expect(page.getByText('The pay-out of $700.00 was rejected')).toBeVisible();
    await page.goto('/staff/payments?tab=credit&limit=100');
    await expect(entry(page, 'Pay-outs of credit', name)).toContainText('Not the right patient');
    await expect(entry(page, 'Patients with credit', name)).not.toContainText('pending approval');
  },
);
