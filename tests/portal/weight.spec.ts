/** What a page makes the browser load, compressed, stays within its budget: phones on slow networks open them too. */
import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { demo, open } from '../support/staff-pages.ts';

const KB = 1000;

/** Adds up scripts and styles as gzip sends them. The charts and the fonts come after the words, and are not counted. */
function weighing(page: Page): () => Promise<number> {
  const parts: Promise<number>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!/\.(js|css)$/.test(pathname) || pathname.includes('/Charts-')) return;
    const weight = response.body().then(
      (body) => gzipSync(body, { level: 9 }).length,
      () => 0,
    );
    parts.push(weight);
  });
  return async () => (await Promise.all(parts)).reduce((sum, part) => sum + part, 0) / KB;
}

const STAFF_PAGES = [
  '/staff',
  '/staff/patients',
  '/staff/invoices',
  '/staff/invoices/new',
  '/staff/price-list',
  '/staff/payments',
  '/staff/payments?tab=approval',
  '/staff/ageing',
  '/staff/reconciliation',
];

test('the pages that everybody meets first are light', async ({ browser, baseURL }) => {
  for (const { path, heading, most } of [
    { path: '/staff/login', heading: 'Sign in', most: 190 },
    { path: '/patient/invoice/not-a-real-link', heading: /link/i, most: 140 },
  ]) {
    const page = await browser.newPage({ baseURL: baseURL ?? '' });
    const weight = weighing(page);
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    expect(await weight(), path).toBeGreaterThan(20);
    expect(await weight(), path).toBeLessThanOrEqual(most);
    await page.close();
  }
});

// A phone loads the same files.
test('each page of the portal is within 310 kB, opened by itself', { tag: '@any-width' }, async ({
  page,
  context,
}) => {
  await open(page, '/staff', demo('billing_clerk'));
  // Routing keeps the browser's cache out: each page loads all that it needs.
  await context.route('**/*', (route) => route.continue());
  for (const path of STAFF_PAGES) {
    const fresh = await context.newPage();
    const weight = weighing(fresh);
    await fresh.goto(path, { waitUntil: 'networkidle' });
    await expect(fresh.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await weight(), path).toBeGreaterThan(100);
    expect(await weight(), path).toBeLessThanOrEqual(310);
    await fresh.close();
  }
});
