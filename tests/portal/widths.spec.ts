/** Lists at the widths between a phone and a desk: nothing is cut off, and no name breaks inside its words. */
import { expect, type Page, test } from '@playwright/test';
import { answerLongLists } from '../support/long-lists.ts';
import { api, bearer, demo, open } from '../support/staff-pages.ts';

const admin = demo('admin');
const WIDTHS = [768, 820, 900, 1024, 1100, 1152, 1280, 1440];

const LONG = [
  '/staff/invoices',
  '/staff/payments',
  '/staff/payments?tab=refunds',
  '/staff/payments?tab=approval',
  '/staff/payments?tab=disputed',
  '/staff/patients',
  '/staff/ageing',
];
const OTHERS = [
  '/staff',
  '/staff/payments?tab=credit',
  '/staff/messages',
  '/staff/audit',
  '/staff/audit?tab=ledger',
  '/staff/archive',
  '/staff/people',
  '/staff/people?tab=roles',
  '/staff/settings',
  '/staff/account',
  '/staff/jobs',
  '/staff/price-list',
  '/staff/attention',
  '/staff/reconciliation',
];

/** Plain JavaScript for the page: what sticks out of it, and the names that are broken over many lines. */
const FAULTS = `(() => {
  const right = document.documentElement.clientWidth;
  const faults = [];
  if (document.documentElement.scrollWidth > right) faults.push('the page scrolls sideways');
  for (const each of document.querySelectorAll('main table, main td, main th, main ul[aria-label] > li, main button')) {
    const box = each.getBoundingClientRect();
    if (box.width > 1 && box.right > right + 1) faults.push('cut off: ' + each.textContent.slice(0, 60));
  }
  for (const table of document.querySelectorAll('main table')) {
    if (table.parentElement.scrollWidth > table.parentElement.clientWidth) faults.push('too wide: ' + table.caption.textContent);
  }
  for (const name of document.querySelectorAll('main table a bdi')) {
    const longest = Math.max(...name.textContent.split(/[ -]/).map((word) => word.length));
    if (longest < 18 && name.getClientRects().length > name.textContent.split(/[ -]/).length) faults.push('shattered: ' + name.textContent);
  }
  return faults;
})()`;

async function expectWhole(page: Page, path: string, widths = WIDTHS): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() => page.evaluate<string[]>(FAULTS), { message: `${path} at ${width} px` })
      .toEqual([]);
  }
}

/** The rows of a list, as a table or as cards. */
const list = (page: Page) => page.locator('main table, main ul[aria-label]').first();

test('long names and amounts fit every list between 768 and 1,440 px', { tag: '@any-width' }, async ({
  page,
}) => {
  test.slow();
  await open(page, '/staff', admin);
  await answerLongLists(page);
  for (const path of LONG) {
    await page.goto(path);
    await expect(list(page)).toContainText('Christopherson');
    await expectWhole(page, path);
  }
});

test('nothing scrolls sideways at 320 px, nor on a desk at 200 or 400 % zoom', { tag: '@any-width' }, async ({
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 640, height: 450 });
  await open(page, '/staff', admin);
  await answerLongLists(page);
  for (const path of [...LONG, '/staff/audit?tab=ledger', '/staff/settings', '/staff/invoices/new']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectWhole(page, path, [320, 640]);
  }
});

test('a column that is dropped comes back with the room for it', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff/payments', admin);
  const heads = page.getByRole('table', { name: 'Payments' }).getByRole('columnheader');
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(heads.filter({ hasText: /^(Method|Amount|Fee|Net)$/ })).toHaveText([
    'Method',
    'Amount',
    'Fee',
    'Net',
  ]);
  await page.setViewportSize({ width: 768, height: 900 });
  await expect(heads.filter({ hasText: /^(Method|Amount|Fee|Net)$/ })).toHaveText(['Amount']);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(heads.filter({ hasText: /^(Method|Amount|Fee|Net)$/ })).toHaveText([
    'Method',
    'Amount',
    'Fee',
    'Net',
  ]);
});

test('every other page of the portal is whole between 768 and 1,440 px', { tag: '@any-width' }, async ({
  page,
}) => {
  test.slow();
  await open(page, '/staff', admin);
  const token = await bearer(page, admin);
  const { data } = await api<{ data: { id: string; patient_id: string }[] }>(
    page,
    'get',
    'invoices?status=paid&limit=1',
    { token },
  );
  const [{ id, patient_id }] = data as [{ id: string; patient_id: string }];
  const records = [
    `/staff/invoices/${id}`,
    `/staff/patients/${patient_id}`,
    `/staff/patients/${patient_id}/statement`,
  ];
  for (const path of [...OTHERS, ...records]) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectWhole(page, path);
  }
});
