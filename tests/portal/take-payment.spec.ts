/** One payment for several invoices on the patient's page: the oldest first or as typed, and what is left is credit. */
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { api, bearer, demo, open, owing, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
test.describe.configure({ timeout: 240_000 });

/** Owes 50.00, then 30.00, then 100.00. */
async function owingThree(page: Page, { project, retry }: TestInfo) {
  const name = `Otto Owing ${project.name} ${retry}`;
  const { id, invoices } = await owing(page, { name, amounts: [50_00, 30_00, 100_00] });
  return { id, numbers: invoices.map((each) => each.invoice_number) };
}

test('a payment pays the oldest first, or what is typed, and the rest is kept as credit', async ({
  page,
}, info) => {
  const { id, numbers } = await owingThree(page, info);
  const [first = '', second = '', last = ''] = numbers;
  await open(page, `/staff/patients/${id}`, clerk);
  await page.getByRole('button', { name: 'Take payment' }).click();
  const dialog = page.getByRole('alertdialog', { name: /Take payment from/ });
  const amount = dialog.getByRole('textbox', { name: 'Amount' });
  const part = (number: string) => dialog.getByRole('textbox', { name: number });
  await expect(amount).toHaveValue('180.00');
  await amount.fill('60');
  await expect(part(first)).toHaveValue('50.00');
  await expect(part(second)).toHaveValue('10.00');
  await expect(part(last)).toHaveValue('');
  await satisfiesAxe(page, 'take payment');
  await page.screenshot({ path: info.outputPath('oldest-first.png') });

  await part(second).fill('31');
  await dialog.getByRole('button', { name: 'Take $60.00' }).click();
  await expect(part(second)).toHaveAccessibleDescription(/from \$0\.00 to \$30\.00/);
  await part(second).fill('');
  await part(first).fill('5');
  await part(last).fill('40');
  await expect(dialog.getByRole('status')).toContainText('Kept as credit: $15.00');
  await page.setViewportSize({ width: 320, height: 800 });
  await satisfiesAxe(page, 'take payment at 320 px');
  await page.screenshot({ path: info.outputPath('typed-320.png') });
  await dialog.getByRole('button', { name: 'Take $60.00' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('$135.00');
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('$15.00 credit');

  const token = await bearer(page, clerk);
  type Payments = { data: { id: string }[] };
  const { data } = await api<Payments>(page, 'get', `payments?patient_id=${id}`, { token });
  await page.goto(`/staff/payments?payment=${data[0]?.id}`);
  const drawer = page.getByRole('dialog', { name: 'Payment' });
  await expect(drawer.getByRole('link', { name: first })).toBeVisible();
  await expect(drawer.getByRole('link', { name: last })).toBeVisible();
  await satisfiesAxe(page, 'payment of several invoices');
  await page.screenshot({ path: info.outputPath('payment.png') });
});

test('an admin moves a part of a payment to another invoice, with a reason', async ({ page }, info) => {
  const { id, numbers } = await owingThree(page, info);
  const [first = '', , last = ''] = numbers;
  const token = await bearer(page, clerk);
  const data = { amount_cents: 50_00, method: 'cash' };
  const payment = await api<{ id: string }>(page, 'post', `patients/${id}/payments`, { data, token });
  await open(page, `/staff/payments?payment=${payment.id}`, demo('admin'));
  const drawer = page.getByRole('dialog', { name: 'Payment' });
  await drawer.getByRole('button', { name: 'Move to another invoice…' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Move to another invoice' });
  const to = dialog.getByRole('combobox', { name: 'To' });
  await to.selectOption({ label: `${last}, $100.00 owed` });
  await dialog.getByRole('textbox', { name: 'Amount' }).fill('20');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Paid for the later visit');
  await satisfiesAxe(page, 'move a payment');
  await page.screenshot({ path: info.outputPath('move.png') });
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(drawer).toContainText(`${first} $30.00`);
  await expect(drawer).toContainText(`${last} $20.00`);
  await page.screenshot({ path: info.outputPath('moved.png') });
});
