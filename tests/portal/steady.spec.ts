/** Pages are steady while they load: what has appeared does not move when the rest arrives. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open } from '../support/staff-pages.ts';

const admin = demo('admin');
const MOST = 0.05;

/** Plain JavaScript for the page: adds up what moved without the visitor's doing, as Lighthouse does. */
const COUNT_SHIFTS = `
  window.movedSoFar = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.movedSoFar += shift.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;
const moved = (page: Page) => page.evaluate<number>('window.movedSoFar');

const PAGES = [
  '/staff',
  '/staff/patients',
  '/staff/invoices',
  '/staff/payments',
  '/staff/audit',
  '/staff/archive',
  '/staff/attention',
  '/staff/ageing',
  '/staff/reconciliation',
];

const MOMENT = '2026-11-27T12:00:00.000Z';
/** Answers of a clinic with a long past, which are higher or wider than what stands in their place before. */
const LONG_ANSWERS: Record<string, object> = {
  alerts: {
    data: Array.from({ length: 8 }, (_, index) => ({
      ...{
        kind: 'failing_timer',
        id: `backups-${index}`,
        since: MOMENT,
        staff_id: null,
        invoice_id: null,
        invoice_number: null,
        patient_id: null,
      },
      ...{ reason: 'Failed five times in a row.', remedy: 'Read the log of the job.' },
    })),
  },
  'audit/choices': {
    actors: [{ id: '00000000-0000-4000-8000-000000000001', name: 'Bartholomew Featherstonehaugh' }],
    actions: ['approve_credit_note_request_of_an_invoice'],
    target_types: ['reconciliation_discrepancy'],
  },
  'audit/chain': {
    ...{ intact: true, finding: null, entries: 1_234_567, checked_from: 1_234_067, checked_to: 1_234_567 },
    seal: null,
  },
};

test('no page moves by more than 0.05 while its answers arrive', async ({ page }) => {
  test.slow();
  await page.addInitScript(COUNT_SHIFTS);
  await open(page, '/staff', admin);
  const token = await bearer(page, admin);
  type Found = { data: { id: string; patient_id: string }[] };
  const { data } = await api<Found>(page, 'get', 'invoices?status=paid&limit=1', { token });
  const [{ id, patient_id }] = data as [{ id: string; patient_id: string }];

  let gate = Promise.resolve();
  await page.route(/\/api\/v1\/(?!auth\/)/, async (route) => {
    await gate;
    const json = LONG_ANSWERS[new URL(route.request().url()).pathname.replace('/api/v1/', '')];
    await (json ? route.fulfill({ json }) : route.continue());
  });
  for (const path of [...PAGES, `/staff/invoices/${id}`, `/staff/patients/${patient_id}`]) {
    // Every answer but those of the session waits until the head of the page and its grey rows stand.
    let release = () => {};
    gate = new Promise((resolve) => {
      release = resolve;
    });
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]').first()).toBeVisible();
    release();
    await page.waitForLoadState('networkidle');
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    expect(await moved(page), path).toBeLessThanOrEqual(MOST);
  }
});
