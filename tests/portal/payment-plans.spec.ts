/** A payment plan at the desk: agreed with a schedule that follows the typing, signed, paid, changed and canceled. */
import { expect, type Page, test } from '@playwright/test';
import { api, demo, open, owing, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');

const twoInvoices = { name: 'Pia Plan', amounts: [100_00, 100_00] };

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('alertdialog');

test('a clerk agrees on a plan, records its signature and a payment, changes it and cancels it', async ({
  page,
}) => {
  const { id, token, invoices } = await owing(page, twoInvoices);
  await open(page, `/staff/patients/${id}?tab=plans`, clerk);
  await expect(page.getByRole('heading', { name: 'No payment plan' })).toBeVisible();
  await satisfiesAxe(page, 'no payment plan');

  await button(page, 'Agree on a plan').click();
  const schedule = dialog(page).getByRole('status', { name: 'Schedule' });
  await expect(schedule.getByRole('listitem')).toHaveCount(3);
  await dialog(page).getByLabel('Number of installments').fill('4');
  await dialog(page).getByLabel('First installment due').fill('2199-01-31');
  await expect(schedule.getByRole('listitem')).toHaveCount(4);
  await expect(schedule.getByRole('listitem').nth(1)).toHaveText(/Feb 28, 2199\s*\$50\.00/);
  await dialog(page).getByLabel('Down payment, due today').fill('50');
  await expect(schedule.getByRole('listitem').nth(0)).toHaveText(/\$37\.50/);
  await satisfiesAxe(page, 'agree on a plan');
  await button(page, 'Agree on $200.00').click();

  const plan = page.getByRole('region', { name: 'Payment plan · Active' });
  await expect(plan.getByText('$0.00 of $200.00')).toBeVisible();
  await expect(plan.getByText('Not signed yet')).toBeVisible();
  await satisfiesAxe(page, 'a payment plan');

  await button(page, 'Record signature').click();
  await dialog(page).getByLabel('Signed by').fill('Pia Plan');
  await dialog(page).getByRole('button', { name: 'Record signature' }).click();
  await expect(plan.getByText(/Signed on/)).toBeVisible();

  const data = { amount_cents: 60_00, method: 'cash' };
  await api(page, 'post', `invoices/${invoices[0]?.id}/payments`, { data, token });
  await page.reload();
  await expect(plan.getByText('$60.00 of $200.00')).toBeVisible();
  await expect(plan.getByText('$27.50, due Jan 31, 2199')).toBeVisible();

  await button(page, 'Change plan').click();
  await dialog(page).getByLabel('Number of installments').fill('2');
  await dialog(page).getByLabel('Reason').fill('Asked for fewer');
  await button(page, 'Divide $140.00').click();
  await expect(plan.getByText('$0.00 of $140.00')).toBeVisible();
  await plan.getByText('All versions').click();
  await expect(plan.getByText('Asked for fewer')).toBeVisible();

  await button(page, 'Cancel plan').click();
  await dialog(page).getByLabel('Reason').fill('Pays at once');
  await dialog(page).getByRole('button', { name: 'Cancel plan' }).click();
  await expect(page.getByRole('region', { name: 'Payment plan · Canceled' })).toBeVisible();
  await expect(button(page, 'Agree on a plan')).toBeVisible();
});

test('a plan fits a narrow screen and the dark theme', { tag: '@any-width' }, async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 320, height: 640 });
  const { id, token, invoices } = await owing(page, twoInvoices);
  const rule = { count: 12, first_due_date: '2199-01-31', every: 'month' };
  await api(page, 'post', `patients/${id}/payment-plans`, {
    data: { invoice_ids: [invoices[0]?.id], rule },
    token,
  });
  await open(page, `/staff/patients/${id}?tab=plans`, clerk);
  await expect(page.getByRole('region', { name: 'Payment plan · Active' })).toBeVisible();
  await satisfiesAxe(page, 'a plan at 320 px in the dark');
  await button(page, 'Agree on a plan').click();
  await expect(dialog(page).getByLabel('Number of installments')).toBeVisible();
  await satisfiesAxe(page, 'agree at 320 px in the dark');
});
