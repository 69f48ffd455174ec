/** The page Operations: an admin sees how the system runs, and a clerk reads that it is not theirs. */
import { expect, type Page, test } from '@playwright/test';
import { demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1, name: 'Operations' });

test(
  'an admin sees charts, waiting work, jobs and calls, in light and dark and on a phone',
  { tag: '@any-width' },
  async ({ page }, info) => {
    await open(page, '/staff/operations', demo('admin'));
    await expect(heading(page)).toBeVisible();
    await expect(page.getByRole('img', { name: /^Requests: at most \d+/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /^Stripe duration \(95%\):/ })).toBeVisible();
    const waiting = page.getByRole('region', { name: 'Waiting work' });
    await expect(waiting.getByText('Dead letters')).toBeVisible();
    await expect(waiting.getByText('Queue work')).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'System' }).getByText('Event loop delay (99%)'),
    ).toBeVisible();
    await expect(page.getByRole('region', { name: 'Requests' }).getByText('auth-login')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Alerts to operators' })).toContainText('ALERT_EMAILS');
    await satisfiesAxe(page, `operations ${info.project.name}`);
    await page.screenshot({ path: info.outputPath('operations.png'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'dark' });
    await satisfiesAxe(page, 'operations, dark');
    await page.setViewportSize({ width: 320, height: 800 });
    await satisfiesAxe(page, 'operations at 320 px');
    await page.screenshot({ path: info.outputPath('operations-320.png'), fullPage: true });
  },
);

test('an error is said with a way to try again, and nothing measured is said too', {
  tag: '@any-width',
}, async ({ page }) => {
  let answer: 'error' | 'empty' = 'error';
  await page.route('**/api/v1/operations?*', async (route) => {
    if (answer === 'error')
      return route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        json: {
          ...{
            type: 'urn:clinic-billing:problem:database_unavailable',
            title: 'Service unavailable',
            status: 503,
          },
          ...{
            code: 'database_unavailable',
            detail: 'The database does not answer at the moment.',
            request_id: 'r1',
          },
        },
      });
    const none = {
      requests: [],
      queues: [],
      jobs: [],
      stripe: [],
      webhooks: [],
      log: [],
      readings: [],
      channels: [],
    };
    return route.fulfill({ json: { from: new Date().toISOString(), step_minutes: 60, steps: [], ...none } });
  });
  await open(page, '/staff/operations', demo('admin'));
  const retry = page.getByRole('button', { name: 'Try again' });
  await expect(page.getByText('The database does not answer at the moment.')).toBeVisible({
    timeout: 30_000,
  });
  answer = 'empty';
  await retry.click();
  await expect(page.getByRole('heading', { name: 'Nothing was measured yet' })).toBeVisible();
});

test('a clerk has no access and no link', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff/operations', demo('billing_clerk'));
  await expect(page.getByRole('heading', { name: /You don’t have access to/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Operations' })).toHaveCount(0);
});
