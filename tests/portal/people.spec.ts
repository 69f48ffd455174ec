/** Administering staff: invited, changed, helped, shut out; and no one but admins comes near. */
import { expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import {
  api,
  bearer,
  demo,
  emailOf,
  enrolled,
  hired,
  logIn,
  mailedLink,
  open,
  PASSWORD,
  run,
  satisfiesAxe,
} from '../support/staff-pages.ts';

const person = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name, exact: true });

async function choosePassword(page: Page, link: string): Promise<void> {
  const { hash } = new URL(link);
  await api(page, 'post', 'auth/reset', { data: { token: hash.slice(1), password: PASSWORD } });
}

test('an admin invites someone, changes their role, helps them in and shuts them out', async ({
  page,
}, info) => {
  const email = emailOf('ines', info);
  const name = `Ines ${info.project.name}`;
  await open(page, '/staff/people', demo('admin'));
  await expect(page.getByRole('heading', { level: 1, name: 'Staff' })).toBeVisible();
  await expect(page.getByText('You', { exact: true })).toHaveCount(1);
  await satisfiesAxe(page, 'people');

  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(dialog.getByText('Enter an e-mail address')).toBeVisible();
  await satisfiesAxe(page, 'invite');
  await dialog.getByLabel('E-mail').fill(demo('billing_clerk').email);
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(dialog.getByText('is already registered')).toBeVisible();
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByText('The invitation was e-mailed')).toBeVisible();
  const first = await mailedLink(page, email);

  await person(page, name).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('Invited')).toBeVisible();
  await page.getByRole('button', { name: 'Send invitation again' }).click();
  const second = await mailedLink(page, email, 2);
  expect(second).not.toBe(first);
  await choosePassword(page, second);
  const token = await bearer(page, { email, password: PASSWORD });
  await enrolled(page, token);
  await page.reload();
  await expect(page.getByText('Active')).toBeVisible();
  await satisfiesAxe(page, 'person');

  await page.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByRole('radio', { name: 'Administrator' }).check();
  await satisfiesAxe(page, 'edit person');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Details' })).toContainText('Administrator');
  expect((await api<{ role: string }>(page, 'get', 'auth/me', { token })).role).toBe('admin');

  const isOut = async (who: string) =>
    (await page.request.get('/api/v1/auth/me', { headers: { authorization: `Bearer ${who}` } })).status() ===
    401;
  await page.getByRole('button', { name: /End session/ }).click();
  await expect(page.getByText('No active sessions.')).toBeVisible();
  expect(await isOut(token)).toBe(true);

  await page.getByRole('button', { name: 'Remove two-factor authentication' }).click();
  await satisfiesAxe(page, 'remove second factor');
  await dialog.getByRole('button', { name: 'Remove two-factor authentication' }).click();
  await expect(page.getByText('Two-factor authentication was removed')).toBeVisible();
  const again = await bearer(page, { email, password: PASSWORD });

  await page.getByRole('button', { name: 'Disable account' }).click();
  await dialog.getByRole('button', { name: 'Disable account' }).click();
  await expect(page.getByText('Sign-in is disabled.')).toBeVisible();
  expect(await isOut(again)).toBe(true);
  await page.getByRole('button', { name: 'Enable account' }).click();
  await dialog.getByRole('button', { name: 'Enable account' }).click();
  await expect(page.getByText('When they leave the clinic.')).toBeVisible();
  await page.getByRole('button', { name: 'Send reset link' }).click();
  expect(await mailedLink(page, email, 3)).toContain('#');
});

test(
  'one’s own rights are left to others, and that is said',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const boss = {
      email: emailOf('otto', info),
      name: 'Otto Own',
      role: 'admin' as const,
      password: PASSWORD,
    };
    await hired(page, boss);
    await open(page, '/staff/people', boss);
    await page
      .getByRole('row')
      .or(page.getByRole('listitem'))
      .filter({ hasText: boss.email })
      .getByRole('link')
      .click();
    await expect(page.getByText('another administrator can disable it')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Disable account' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByRole('alertdialog').getByRole('radio')).toHaveCount(0);
  },
);

test('the table of roles is the one that the API asks', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff/people?tab=roles', demo('admin'));
  const row = (name: string) => page.getByRole('row', { name });
  await expect(row('Invite, change and disable staff')).toHaveText(/YesNo/);
  await expect(row('Write, issue, send and cancel invoices')).toHaveText(/YesYes/);
  await satisfiesAxe(page, 'roles');
});

test('a clerk finds no way there, and no access at the address', { tag: '@any-width' }, async ({ page }) => {
  await page.goto('/staff/people');
  await logIn(page, demo('billing_clerk'));
  await expect(
    page.getByRole('heading', { name: 'You don’t have access to the accounts of staff' }),
  ).toBeVisible();
  await satisfiesAxe(page, 'no access');
  if ((page.viewportSize()?.width ?? 0) < 1024) await page.getByRole('button', { name: 'Open menu' }).click();
  const sections = page.getByRole('navigation', { name: 'Main' });
  await expect(sections.getByRole('link', { name: 'Patients' })).toBeVisible();
  await expect(sections.getByRole('link', { name: 'Staff', exact: true })).toHaveCount(0);
});

test(
  'an e-mail that did not arrive is shown at its account, with the next step',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const bounced = {
      email: emailOf('bounced', info),
      name: `Bo Bounced ${info.project.name} ${info.retry}`,
    };
    await hired(page, bounced);
    const owner = new pg.Client({ connectionString: run.databaseOwner ?? '' });
    await owner.connect();
    await owner.query(
      `insert into staff_messages (staff_id, kind, happened_at, state, last_error, created_at)
     select id, 'new_sign_in', now(), 'failed', '550 No such mailbox', now() + interval '1 hour' from staff where email = $1`,
      [bounced.email],
    );
    await owner.end();
    await open(page, '/staff/people?limit=100', demo('admin'));
    await expect(page.getByText('E-mail failed').first()).toBeVisible();
    await satisfiesAxe(page, 'staff with a failed e-mail');
    await page.getByRole('link', { name: bounced.name }).click();
    await expect(page.getByText('550 No such mailbox')).toBeVisible();
    await expect(page.getByText('Ask the person whether this mailbox works')).toBeVisible();
    await satisfiesAxe(page, 'an account with a failed e-mail');
    await page.screenshot({ path: info.outputPath('failed.png'), fullPage: true });
  },
);
