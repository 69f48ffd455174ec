/** What every dialog owes the page behind it. */
import { expect, test } from '@playwright/test';
import { demo, open } from '../support/staff-pages.ts';

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
