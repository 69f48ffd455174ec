/** What is done all day is done without a mouse, in few keystrokes beside the typed text. */
import { expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');

/** Presses keys and counts them; typed text is free. */
function keyboard(page: Page) {
  let presses = 0;
  return {
    presses: () => presses,
    press: async (key: string, times = 1) => {
      presses += times;
      for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
    },
    type: (text: string) => page.keyboard.type(text),
  };
}

test('an invoice is written and issued from the keyboard in at most ten keystrokes', async ({
  page,
}, info) => {
  const name = `Kay Board ${info.project.name} ${info.retry}`;
  const token = await bearer(page, clerk);
  const data = { name, email: `kay.${info.project.name}@patients.example` };
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data, token });
  await open(page, `/staff/invoices/new?patient_id=${id}`, clerk);
  const { press, type, presses } = keyboard(page);

  await expect(page.getByLabel('Due date')).toBeFocused();
  await press('Enter');
  await expect(page.getByLabel('Description')).toBeFocused();
  await type('Consultation');
  await press('Tab', 2);
  await expect(page.getByLabel('Unit price')).toBeFocused();

  // A field that is missing keeps the step and takes the focus.
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Unit price')).toBeFocused();
  await expect(page.getByText('Enter a price.')).toBeVisible();
  await satisfiesAxe(page, 'builder: a price is missing');
  await type('123.50');
  await press('Enter');
  await expect(page.getByRole('button', { name: 'Issue and send' })).toBeFocused();
  await press('Enter');
  const dialog = page.getByRole('alertdialog', { name: 'Issue this invoice?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await press('Tab');
  await expect(dialog.getByRole('button', { name: 'Issue and send' })).toBeFocused();
  await press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /CLINIC-\d{6}-\d{4}/ })).toBeVisible();
  expect(presses()).toBeLessThanOrEqual(10);
});

test('a step that is gone back to takes the focus to its first field', async ({ page }, info) => {
  const name = `Bea Back ${info.project.name} ${info.retry}`;
  const token = await bearer(page, clerk);
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token });
  await open(page, `/staff/invoices/new?patient_id=${id}`, clerk);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByLabel('Description')).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('combobox', { name: /Patient/ })).toBeFocused();
});
