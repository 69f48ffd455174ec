/** The pages work under the strict content security policy, load nothing from elsewhere, and satisfy axe. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { run } from '../support/staff-pages.ts';

const PAGES = [
  { path: '/staff/login', heading: /log in|sign in/i },
  { path: '/staff/api', heading: 'API' },
  { path: '/patient/invoice/not-a-real-link', heading: /link/i },
];

for (const { path, heading } of PAGES) {
  test(`${path} runs under the policy`, async ({ page, baseURL }) => {
    const blocked: string[] = [];
    const foreign: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) blocked.push(message.text());
    });
    page.on('pageerror', (error) => blocked.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== baseURL) foreign.push(request.url());
    });
    const response = await page.goto(path);
    expect(response?.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'");
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    // Tabster's invisible stops are focusable and hidden on purpose.
    const { violations } = await new AxeBuilder({ page }).exclude('[data-tabster-dummy]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(blocked).toEqual([]);
    expect(foreign).toEqual([]);
  });
}

/** The frame of a message can run nothing, so axe cannot look into it. */
const withoutFrames = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode(true).options({ iframes: false });

test('the inbox satisfies axe, as a list and as a message', async ({ page }) => {
  await page.goto(run.inbox);
  await expect(page.getByRole('heading', { level: 1, name: /Messages/ })).toBeVisible();
  expect((await withoutFrames(page).analyze()).violations).toEqual([]);
  await page
    .getByRole('link', { name: /Invoice/ })
    .first()
    .click();
  await expect(page.getByRole('link', { name: /\/patient\/invoice\// })).toHaveAttribute('target', '_blank');
  expect((await withoutFrames(page).analyze()).violations).toEqual([]);
});
