/** What every dialog owes the page behind it. */
import { expect, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

test('a dialog hides the page from screen readers while it is open, and shows it again however early it is closed', async ({
  page,
}) => {
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  await open(page, '/staff/patients', demo('billing_clerk'));
  const heading = page.getByRole('heading', { level: 1, name: 'Patients' });
  await expect(heading).toBeVisible();

  // Everything that is asked for from the dialog on comes only after it was closed.
  const closed = Promise.withResolvers<void>();
  await page.route(/\.js$/, async (route) => {
    if ((await dialog.count()) > 0) await closed.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Add patient' }).click();
  await expect(dialog).toBeVisible();
  await expect(heading).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(heading).toBeVisible();
  closed.resolve();
  await page.unrouteAll({ behavior: 'wait' });
});

const RED = { light: 'rgb(179, 38, 30)', dark: 'rgb(255, 177, 172)' };

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what destroys something does not look like Save (${colorScheme})`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme });
    const clerk = demo('billing_clerk');
    const token = await bearer(page, clerk);
    const name = `Dan Gerous ${colorScheme} ${info.project.name} ${info.retry}`;
    const { id: patient } = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
    const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
    const data = { patient_id: patient, due_date: '2099-12-31', items };
    const { id } = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
    await open(page, `/staff/invoices/${id}`, clerk);
    await expect(page.getByRole('button', { name: 'Issue', exact: true })).not.toHaveCSS(
      'background-color',
      RED[colorScheme],
    );
    await page.getByRole('button', { name: /^(Delete|Delete draft)$/ }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete this draft?' });
    await expect(dialog).toBeVisible();
    const remove = dialog.getByRole('button', { name: 'Delete draft' });
    await expect(remove).toHaveCSS('background-color', RED[colorScheme]);
    await satisfiesAxe(page, `deleting a draft, ${colorScheme}`);
    await page.screenshot({ path: test.info().outputPath(`danger-${colorScheme}.png`) });
    await remove.click();
    await expect(page.getByText('The draft was deleted')).toBeVisible();
  });
}
