/** What the portal prints: whole reports, and of an invoice the patient's document. */
import { expect, type Page, test } from '@playwright/test';
import { answerLongLists } from '../support/long-lists.ts';
import { api, bearer, demo, open } from '../support/staff-pages.ts';

const admin = demo('admin');
/** A sheet of 8.5 by 11 inches within its margins, in CSS pixels. */
const PAGE_WIDTH = 710;

/** How many pages the browser would print. */
async function pagesOf(page: Page): Promise<number> {
  const file = await page.pdf({ width: '8.5in', height: '11in' });
  return file.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
}

async function paidInvoice(page: Page): Promise<{ id: string; patient_id: string; patient_name: string }> {
  type Found = { data: { id: string; patient_id: string; patient_name: string }[] };
  const token = await bearer(page, admin);
  const { data } = await api<Found>(page, 'get', 'invoices?status=paid&limit=1', { token });
  return data[0] as Found['data'][0];
}

test('the aging report keeps its total in print, however large the amounts', {
  tag: '@any-width',
}, async ({ page }) => {
  await open(page, '/staff', admin);
  await answerLongLists(page);
  await page.goto('/staff/ageing');
  await expect(page.getByRole('main')).toContainText('Christopherson');
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(
    `Object.assign(document.querySelector('main').style, { width: '${PAGE_WIDTH}px', margin: 0 })`,
  );
  // A table where it fits, else a list: either has the total.
  const total = page.getByRole('main').getByText('$5,925,925.92', { exact: true }).last();
  await expect(total).toBeVisible();
  const box = await total.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? PAGE_WIDTH)).toBeLessThanOrEqual(PAGE_WIDTH);
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  expect(await pagesOf(page)).toBe(1);
});

test('a statement begins on its first page and names the clinic', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff', admin);
  const { patient_id } = await paidInvoice(page);
  type Statement = { movements: object[] };
  await page.route(/\/api\/v1\/patients\/[^/]+\/statement/, async (route) => {
    const response = await route.fetch();
    const statement = (await response.json()) as Statement;
    const movements = Array.from({ length: 14 }, () => statement.movements[0]);
    await route.fulfill({ json: { ...statement, movements } });
  });
  await page.goto(`/staff/patients/${patient_id}/statement`);
  await expect(page.getByRole('table', { name: 'Movements' }).getByRole('row')).toHaveCount(15);
  expect(await pagesOf(page)).toBe(1);
  await page.emulateMedia({ media: 'print' });
  await expect(
    page.getByRole('main').getByRole('paragraph').getByText('Harbour Street Clinic', { exact: true }),
  ).toBeVisible();
  await expect(page.getByText(/The same question/)).toBeHidden();
});

test('an invoice prints as its patient has it, without what only staff see', { tag: '@any-width' }, async ({
  page,
}) => {
  await open(page, '/staff', admin);
  const { id, patient_name } = await paidInvoice(page);
  await page.goto(`/staff/invoices/${id}`);
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  const document = page.getByRole('article', { name: /^Invoice CLINIC-/ });
  await expect(document).toBeHidden();

  await page.emulateMedia({ media: 'print' });
  await expect(document).toBeVisible();
  await expect(document.getByRole('heading', { level: 1, name: /^Invoice CLINIC-/ })).toBeVisible();
  await expect(document).toContainText(patient_name);
  await expect(document).toContainText('Amount due');
  await expect(document.getByRole('heading', { name: 'Payments' })).toBeVisible();
  await expect(document).toContainText(/Questions\? .+@/);
  await expect(page.getByRole('main').getByText('Harbour Street Clinic', { exact: true })).toBeVisible();
  for (const staffOnly of ['Messages', 'Timeline', 'Corrections', 'Details', 'Balance']) {
    await expect(page.getByRole('heading', { name: staffOnly, exact: true })).toBeHidden();
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  expect(await pagesOf(page)).toBe(1);
});
