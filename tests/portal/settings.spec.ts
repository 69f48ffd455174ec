/** The clinic's settings: saved, refused, discarded, and never over someone else's change unseen. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, logIn, open, satisfiesAxe } from '../support/staff-pages.ts';

/** The settings are stored, and the dialog that asked for the password has let go of the page. */
const saved = async (page: Page) => {
  await expect(page.getByText('The settings are saved')).toBeVisible();
  await expect(page.locator('#root[aria-hidden]')).toHaveCount(0);
};
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the settings' }).getByRole('link', { name });
const ofClinic = async (page: Page) => {
  const token = await bearer(page, demo('admin'));
  return {
    read: () => api<Record<string, Record<string, unknown>>>(page, 'get', 'settings', { token }),
    change: (data: object) => api(page, 'patch', 'settings', { token, data }),
  };
};

test('each part is changed on its tab, and a mistake is reported at its field', async ({ page }) => {
  const clinic = await ofClinic(page);
  const before = await clinic.read();
  await open(page, '/staff/settings', demo('admin'));
  try {
    await expect(page.getByRole('heading', { name: 'Who gets what, and when' })).toBeVisible();
    await expect(page.getByRole('status', { name: /Loading/ })).toHaveCount(0);
    await satisfiesAxe(page, 'reminder settings');
    const after = page.getByLabel('Days after the due date');
    await after.fill('2, nine');
    await save(page).click();
    await expect(page.getByText('Enter days such as 1, 7, 21')).toBeVisible();
    await satisfiesAxe(page, 'reminder settings with a mistake');
    await after.fill('2, 9');
    await save(page).click();
    await saved(page);
    expect((await clinic.read()).reminders?.days_after).toEqual([2, 9]);

    await tab(page, 'Late fees').click();
    await page.getByRole('radio', { name: 'A share of what is owed' }).check();
    await page.getByRole('textbox', { name: 'Share' }).fill('2,5');
    await satisfiesAxe(page, 'late fee settings');
    await save(page).click();
    await expect.poll(async () => (await clinic.read()).late_fee?.basis_points).toBe(250);

    await tab(page, 'Archive').click();
    await page.getByLabel('After they were paid or cancelled').fill('365');
    await satisfiesAxe(page, 'archive settings');
    await save(page).click();
    await expect.poll(async () => (await clinic.read()).archive?.after_days).toBe(365);

    await tab(page, 'Security').click();
    await page.getByRole('radio', { name: 'Required for all staff' }).check();
    await expect(page.getByText('including you')).toBeVisible();
    await satisfiesAxe(page, 'security settings');
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('radio', { name: 'Optional' })).toBeChecked();
    await page.getByLabel('Sign out after inactivity').fill('20');
    await save(page).click();
    await expect.poll(async () => (await clinic.read()).security?.session_idle_minutes).toBe(20);
    expect((await clinic.read()).security?.second_factor).toBe('optional');
  } finally {
    const { reminders, late_fee, archive, security } = before;
    await clinic.change({ reminders, late_fee, archive, security });
  }
});

test('a patient is put on legal hold and released', { tag: '@any-width' }, async ({ page }) => {
  const clinic = await ofClinic(page);
  const { retention } = await clinic.read();
  await open(page, '/staff/settings?tab=retention', demo('admin'));
  try {
    await expect(page.getByText('No patients on hold. A patient on hold')).toBeVisible();
    await satisfiesAxe(page, 'retention settings');
    await page.getByRole('searchbox').fill('an');
    const hold = page.getByRole('button', { name: /^Hold / }).first();
    const name = ((await hold.getAttribute('aria-label')) ?? '').replace('Hold ', '');
    await hold.click();
    await page.getByLabel('Messages to patients').fill('8');
    await save(page).click();
    await saved(page);
    expect((await clinic.read()).retention).toMatchObject({
      hold_patients: [expect.any(String)],
      years: expect.objectContaining({ messages: 8 }),
    });
    await satisfiesAxe(page, 'a patient on hold');
    await page.getByRole('button', { name: `Release ${name} from the hold` }).click();
    await save(page).click();
    await expect.poll(async () => (await clinic.read()).retention?.hold_patients).toEqual([]);
  } finally {
    await clinic.change({ retention });
  }
});

test('what someone else changed meanwhile is not overwritten unseen, and leaving is asked about', {
  tag: '@any-width',
}, async ({ page }) => {
  const clinic = await ofClinic(page);
  const { archive } = await clinic.read();
  await open(page, '/staff/settings?tab=archive', demo('admin'));
  const days = page.getByLabel('After they were paid or cancelled');
  await days.fill('400');
  await clinic.change({ archive: { after_days: 500 } });
  try {
    await save(page).click();
    await expect(page.getByRole('alert')).toContainText('Changed by another admin');
    await satisfiesAxe(page, 'changed by another admin');
    await expect(days).toHaveValue('400');
    expect((await clinic.read()).archive?.after_days).toBe(500);
    await tab(page, 'Security').click();
    const leaving = page.getByRole('alertdialog');
    await expect(leaving).toContainText('Leave without saving?');
    await leaving.getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(days).toHaveValue('500');
  } finally {
    await clinic.change({ archive });
  }
});

test('a clerk has no access to the settings', { tag: '@any-width' }, async ({ page }) => {
  await page.goto('/staff/settings');
  await logIn(page, demo('billing_clerk'));
  await expect(page.getByRole('heading', { name: 'You don’t have access to the settings' })).toBeVisible();
});
