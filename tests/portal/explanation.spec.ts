/** "Why do I owe this?": the patient opens the amount due into its parts, and staff the balance with its evidence. */
import { expect, test } from '@playwright/test';
import { api, demo, open, owing, satisfiesAxe } from '../support/staff-pages.ts';

test('an amount is opened into its parts', { tag: '@any-width' }, async ({ page }, info) => {
  const name = `Vera Opened ${info.project.name} ${info.retry}`;
  const { token, invoices } = await owing(page, { name, amounts: [120_00] });
  const [invoice] = invoices;
  const data = { amount_cents: 50_00, method: 'cash' };
  await api(page, 'post', `invoices/${invoice?.id}/payments`, { data, token });

  await page.goto(invoice?.patient_link?.url ?? '');
  await page.getByText('Why do I owe this?').click();
  const parts = page.getByRole('group').getByRole('listitem');
  await expect(parts).toHaveText([
    /^On .*, the clinic billed Consultation \(1 × \$120\.00\)\.\$120\.00$/,
    /^On .*, the clinic received a payment \(cash, receipt .*\)\.-\$50\.00$/,
    'Amount due$70.00',
  ]);
  await satisfiesAxe(page, 'an explained amount');
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(parts.nth(1)).toContainText('la clínica recibió un pago (efectivo, recibo');

  await open(page, `/staff/invoices/${invoice?.id}`, demo('billing_clerk'));
  await page.getByRole('button', { name: 'Why this balance?' }).click();
  const dialog = page.getByRole('dialog', { name: 'Why this balance?' });
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  await expect(dialog.getByRole('listitem').last()).toHaveText('Balance$70.00');
  await satisfiesAxe(page, 'an explained balance');
  await dialog
    .getByRole('link', { name: /^Ledger entry #\d+$/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Audit & Ledger');
});
