/** What the system could not do by itself, as staff see and correct it. */
import { QueueServiceClient } from '@azure/storage-queue';
import { expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { run, satisfiesAxe } from '../support/staff-pages.ts';

const STOPPED_TIMER = 'portal-timer';

async function signIn(page: Page, role: 'admin' | 'billing_clerk'): Promise<void> {
  const who = run.staff.find((member) => member.role === role);
  await page.goto('/staff');
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(who?.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(who?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

let owner: pg.Client;
test.beforeAll(async () => {
  owner = new pg.Client({ connectionString: run.databaseOwner ?? '' });
  await owner.connect();
});
test.afterAll(() => owner.end());

/** A message that is none, work that was given up, and a timer that has stopped. */
test.beforeEach(async () => {
  const queue = QueueServiceClient.fromConnectionString(run.storageConnection).getQueueClient('work');
  await queue.createIfNotExists();
  await queue.sendMessage('this is no base64 at all!');
  await expect
    .poll(async () => {
      await fetch(`${run.api}/admin/functions/work-collect`, { method: 'POST', body: '{}' });
      const { rowCount } = await owner.query(
        `select from poison_messages where redriven_at is null and dismissed_at is null`,
      );
      return rowCount;
    })
    .toBe(1);
  await owner.query(
    `insert into outbox (topic, subject_id, request_id, state, settled_at, attempts, last_error)
     values ('reconcile', gen_random_uuid(), 'portal', 'dead', now(), 22, 'Stripe did not answer for a day.')`,
  );
  await owner.query(
    `insert into timer_runs (name, period_seconds, started_at) values ($1, 10, now() - interval '1 hour')
     on conflict (name) do nothing`,
    [STOPPED_TIMER],
  );
});

/** Both widths look at one clinic. */
test.afterEach(async () => {
  await owner.query('delete from timer_runs where name = $1', [STOPPED_TIMER]);
  await owner.query(
    `update poison_messages set dismissed_at = now() where redriven_at is null and dismissed_at is null`,
  );
  await owner.query(`update outbox set state = 'done' where state = 'dead'`);
});

test('an admin finds what stopped from the dashboard, has work done again and sets a message aside', async ({
  page,
}) => {
  await signIn(page, 'admin');
  await page.getByRole('link', { name: /\d+ failed jobs/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Needs attention' })).toBeFocused();
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await expect(alerts.getByText('Scheduled job not running')).toBeVisible();
  const stoppedTimer = alerts.getByRole('listitem').filter({ hasText: STOPPED_TIMER });
  await expect(stoppedTimer.getByText(STOPPED_TIMER)).toBeHidden();
  await stoppedTimer.getByText('Technical details').click();
  await expect(stoppedTimer.getByText(STOPPED_TIMER)).toBeVisible();
  const stopped = page.getByRole('region', { name: 'Failed jobs' });
  await expect(stopped.getByText('It is not base64.')).toBeVisible();
  await expect(stopped.getByText('Stripe did not answer for a day.')).toBeVisible();
  await satisfiesAxe(page, 'needs attention');

  // By keyboard alone: the button, the dialog, its action.
  await stopped.getByRole('button', { name: 'Dismiss' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText('Dismiss this message?')).toBeVisible();
  await satisfiesAxe(page, 'set aside');
  await dialog.getByRole('button', { name: 'Dismiss' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(stopped.getByText('It is not base64.')).toBeHidden();

  await stopped.getByRole('button', { name: 'Retry' }).click();
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await expect(dialog).toBeHidden();
  await expect(stopped.getByText('No failed jobs')).toBeVisible();
  await owner.query('delete from timer_runs where name = $1', [STOPPED_TIMER]);
  await page.reload();
  await expect(alerts.getByText('Scheduled job not running')).toBeHidden();
  await satisfiesAxe(page, 'nothing stopped');
});

test('a clerk sees what stopped and that an admin corrects it; an error has a way out', {
  tag: '@any-width',
}, async ({ page }) => {
  await signIn(page, 'billing_clerk');
  await page.goto('/staff/attention');
  const stopped = page.getByRole('region', { name: 'Failed jobs' });
  await expect(stopped.getByText('It is not base64.')).toBeVisible();
  await expect(stopped.getByText('An admin can retry these jobs.')).toBeVisible();
  await expect(stopped.getByRole('button', { name: /Retry|Dismiss/ })).toHaveCount(0);

  await page.route('**/api/v1/alerts', (route) => route.abort());
  await page.reload();
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await expect(alerts.getByRole('button', { name: 'Try again' })).toBeVisible();
  await satisfiesAxe(page, 'alerts that could not be loaded');
  await page.unroute('**/api/v1/alerts');
  await alerts.getByRole('button', { name: 'Try again' }).click();
  await expect(alerts.getByText('Scheduled job not running').first()).toBeVisible();
});
