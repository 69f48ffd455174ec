/** A patient without e-mail and phone: nothing is said to be sent that is not, and the next step is offered. */
import { expect, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');

test('an invoice that cannot be sent is said not to be, before and after it is issued', async ({
  page,
}, info) => {
  const name = `Una Reachable ${info.project.name} ${info.retry}`;
  const token = await bearer(page, clerk);
  const { id: patient } = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const data = { patient_id: patient, due_date: '2099-12-31', items };
  const { id } = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
  await open(page, `/staff/invoices/${id}/edit?step=review`, clerk);
  await page.getByRole('button', { name: 'Issue and send' }).click();
  const asking = page.getByRole('alertdialog', { name: 'Issue this invoice?' });
  await expect(asking).toContainText('It cannot be sent: no e-mail or phone is on file.');
  await satisfiesAxe(page, 'issue without sending');
  await asking.getByRole('button', { name: 'Issue without sending' }).click();

  await expect(page.getByText(/was issued, but not sent: the patient has no e-mail or phone/)).toBeVisible();
  await expect(page.getByText('Nothing can be sent: no e-mail or phone is on file.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy patient link' })).toBeVisible();
  await page.getByRole('link', { name: 'add an address' }).click();
  await page.getByRole('dialog').getByLabel('E-mail').fill(`una.${info.project.name}@patients.example`);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.goto(`/staff/invoices/${id}`);
  await expect(page.getByText('Nothing was sent about this invoice yet.')).toBeVisible();
  await expect(page.getByText('Nothing can be sent')).toBeHidden();
});
