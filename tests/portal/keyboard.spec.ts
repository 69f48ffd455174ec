/** What is done all day is done without a mouse, in few keystrokes beside the typed text. */
import { expect, type Locator, type Page, test } from '@playwright/test';
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
    /** Goes to a control by Tab, as far away as `most`. */
    tabTo: async (target: Locator, most: number) => {
      await expect(target).toBeVisible();
      const isThere = () => target.evaluate((element) => element.matches(':focus'));
      for (let time = 0; !(await isThere()); time += 1) {
        expect(time, `Tab reaches ${target}`).toBeLessThan(most);
        presses += 1;
        await page.keyboard.press('Tab');
      }
    },
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

const BUDGET =
  'from the dashboard, a new patient is billed in at most 25 keystrokes, cash taken in at most ten';
// A phone has no keyboard, and its menu is a drawer.
test(BUDGET, { tag: '@any-width' }, async ({ page }, info) => {
  const name = `Nina New ${info.retry}`;
  await open(page, '/staff', clerk);
  const desk = keyboard(page);
  const h1 = (title: string | RegExp) => page.getByRole('heading', { level: 1, name: title });

  await desk.tabTo(page.getByRole('link', { name: 'Patients', exact: true }), 8);
  await desk.press('Enter');
  await expect(h1('Patients')).toBeFocused();
  await desk.tabTo(page.getByRole('button', { name: 'Add patient' }).first(), 3);
  await desk.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add patient' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await desk.type(name);
  await desk.tabTo(dialog.getByLabel('E-mail'), 2);
  await desk.type(`nina.${info.retry}@patients.example`);
  await desk.press('Enter');
  await expect(h1(name)).toBeFocused();
  await desk.tabTo(page.getByRole('link', { name: 'New invoice' }), 3);
  await desk.press('Enter');
  await expect(page.getByLabel('Due date')).toBeFocused();
  await desk.press('Enter');
  await expect(page.getByLabel('Description')).toBeFocused();
  await desk.type('Consultation');
  await desk.press('Tab', 2);
  await desk.type('123.50');
  await desk.press('Enter');
  await expect(page.getByRole('button', { name: 'Issue and send' })).toBeFocused();
  await desk.press('Enter');
  const ask = page.getByRole('alertdialog', { name: 'Issue this invoice?' });
  await expect(ask.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await desk.tabTo(ask.getByRole('button', { name: 'Issue and send' }), 2);
  await desk.press('Enter');
  await expect(h1(/CLINIC-\d{6}-\d{4}/)).toBeFocused();
  expect(desk.presses()).toBeLessThanOrEqual(25);

  const cash = keyboard(page);
  await cash.tabTo(page.getByRole('button', { name: 'Record payment' }), 8);
  await cash.press('Enter');
  const record = page.getByRole('alertdialog', { name: 'Record a payment' });
  await expect(record.getByRole('textbox', { name: 'Amount' })).toBeFocused();
  await cash.press('Enter');
  await expect(record).toBeHidden();
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('Paid in full');
  expect(cash.presses()).toBeLessThanOrEqual(10);
});

// A phone has no keyboard.
const ALL_IN_CASH = 'everything that a patient owes is taken in cash in less than ten keystrokes';
test(ALL_IN_CASH, { tag: '@any-width' }, async ({ page }, info) => {
  const token = await bearer(page, clerk);
  const data = { name: `Cass Cash ${info.retry}` };
  const { id } = await api<{ id: string }>(page, 'post', 'patients', { data, token });
  for (const unit_price_cents of [50_00, 30_00]) {
    const items = [{ description: 'Consultation', quantity: 1, unit_price_cents }];
    const draft = { data: { patient_id: id, due_date: '2098-12-31', items }, token };
    const invoice = await api<{ id: string }>(page, 'post', 'invoices', draft);
    await api(page, 'post', `invoices/${invoice.id}/issue`, { data: {}, token });
  }
  await open(page, `/staff/patients/${id}`, clerk);
  await expect(page.getByRole('heading', { level: 1, name: data.name })).toBeVisible();
  const desk = keyboard(page);
  await desk.tabTo(page.getByRole('link', { name: 'Skip to the page' }), 2);
  await desk.press('Enter');
  await desk.tabTo(page.getByRole('button', { name: 'Take payment' }), 4);
  await desk.press('Enter');
  const dialog = page.getByRole('alertdialog', { name: /Take payment from/ });
  await expect(dialog.getByRole('textbox', { name: 'Amount' })).toBeFocused();
  await desk.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('Nothing owed');
  expect(desk.presses()).toBeLessThan(10);
});
