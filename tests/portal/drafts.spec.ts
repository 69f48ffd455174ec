/** Work is not lost: a draft saves itself, and two people who change one draft are asked field by field. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
type Draft = { id: string; due_date: string; notes: string | null };

async function draftOf(page: Page, name: string): Promise<{ token: string; patient: string; draft: Draft }> {
  const token = await bearer(page, clerk);
  const { id: patient } = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const data = { patient_id: patient, due_date: '2099-12-31', items };
  return { token, patient, draft: await api<Draft>(page, 'post', 'invoices', { data, token }) };
}

test('a draft saves itself, says when, and can be left without being asked', async ({ page }, info) => {
  const { token, patient } = await draftOf(page, `Autumn Save ${info.project.name} ${info.retry}`);
  await open(page, `/staff/invoices/new?patient_id=${patient}`, clerk);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Description').fill('Saved by itself');
  await page.getByLabel('Unit price').fill('12.50');
  await page.getByLabel('Unit price').blur();
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await satisfiesAxe(page, 'a draft that was saved');
  // The address is the draft's: what goes on being typed stays in its field, and a reload goes on with the draft.
  await expect(page).toHaveURL(/\/staff\/invoices\/[0-9a-f-]{36}\/edit\?step=items$/);
  await page.getByLabel('Description').fill('Saved by itself, twice');
  await page.goBack();
  await expect(page.getByLabel('Due date')).toBeVisible();
  await page.goForward();
  await expect(page.getByLabel('Description')).toHaveValue('Saved by itself, twice');
  const id = /[0-9a-f-]{36}/.exec(page.url())?.[0];
  const saved = () => api<{ items: { description: string }[] }>(page, 'get', `invoices/${id}`, { token });
  await expect.poll(async () => (await saved()).items[0]?.description).toBe('Saved by itself, twice');
  await page.reload();
  await expect(page.getByLabel('Description')).toHaveValue('Saved by itself, twice');
  await page.goto('/staff/invoices');
  await expect(page.getByRole('heading', { level: 1, name: 'Invoices' })).toBeVisible();
  const { data } = await api<{ data: { total_amount_cents: number }[] }>(
    page,
    'get',
    `invoices?patient_id=${patient}`,
    { token },
  );
  expect(data.map(({ total_amount_cents }) => total_amount_cents).sort()).toEqual([100_00, 12_50]);
});

test('what someone else saved meanwhile is not overwritten: each field is chosen', async ({ page }, info) => {
  const { token, draft } = await draftOf(page, `Connie Flict ${info.project.name} ${info.retry}`);
  await open(page, `/staff/invoices/${draft.id}/edit?step=items`, clerk);
  await expect(page.getByLabel('Description')).toHaveValue('Consultation');
  const theirs = { notes: 'Written by someone else', due_date: '2099-06-30' };
  await api(page, 'patch', `invoices/${draft.id}`, { data: theirs, token });
  await page.getByLabel('Description').fill('Consultation, changed here');
  const dialog = page.getByRole('alertdialog', { name: 'Someone else changed this draft' });
  await expect(dialog).toContainText('Consultation, changed here');
  await satisfiesAxe(page, 'two versions of a draft');
  await dialog
    .getByRole('group', { name: 'Due date' })
    .getByRole('radio', { name: /^Theirs/ })
    .check();
  await dialog
    .getByRole('group', { name: 'Notes' })
    .getByRole('radio', { name: /^Theirs/ })
    .check();
  await dialog.getByRole('button', { name: 'Save these choices' }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  const saved = await api<Draft & { items: { description: string }[] }>(page, 'get', `invoices/${draft.id}`, {
    token,
  });
  expect(saved).toMatchObject({ ...theirs, items: [{ description: 'Consultation, changed here' }] });
});

test('a patient’s record shows its audit and is erased by an admin', async ({ page }, info) => {
  const admin = demo('admin');
  const token = await bearer(page, admin);
  const name = `Vera Erased ${info.project.name} ${info.retry}`;
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  await open(page, `/staff/patients/${id}?tab=audit`, admin);
  await expect(page.getByText('Create patient', { exact: true }).filter({ visible: true })).toBeVisible();
  await satisfiesAxe(page, 'the audit of a patient');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Erase this patient?' });
  await satisfiesAxe(page, 'erasing a patient');
  await dialog.getByRole('button', { name: 'Erase patient' }).click();
  await expect(page.getByText('The patient was erased')).toBeVisible();
});

test('the numbers of a month have a certificate', async ({ page }) => {
  await open(page, '/staff/audit?tab=numbers', clerk);
  await expect(page.getByText('No number is missing')).toBeVisible();
  await satisfiesAxe(page, 'the certificate of numbers');
});
