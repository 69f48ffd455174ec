/** What is on the screen before a page's own script runs, and when it never does. */
import { expect, test } from '@playwright/test';
import { satisfiesAxe } from '../support/staff-pages.ts';

const PAGES = [
  { entry: 'staff', path: '/staff/login', heading: /log in|sign in/i },
  { entry: 'patient', path: '/patient/invoice/not-a-real-link', heading: /link/i },
];

for (const { entry, path, heading } of PAGES) {
  test(`the ${entry} page shows its outline while its script is on the way`, async ({ page }) => {
    const arrived = Promise.withResolvers<void>();
    await page.route(new RegExp(`/assets/${entry}-.*\\.js$`), async (route) => {
      await arrived.promise;
      await route.continue();
    });
    await page.goto(path, { waitUntil: 'commit' });
    await expect(page.getByRole('status', { name: /Loading/ })).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('outline.png') });
    arrived.resolve();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  });

  test(`the ${entry} page says what to do when its script is missing`, async ({ page }) => {
    const script = new RegExp(`/assets/${entry}-.*\\.js$`);
    await page.route(script, (route) => route.abort());
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'This page could not be loaded' })).toBeVisible();
    await satisfiesAxe(page, `${entry}: script missing`);
    await page.screenshot({ path: test.info().outputPath('missing.png') });
    await page.unroute(script);
    await page.getByRole('button', { name: /Try again/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  });
}
