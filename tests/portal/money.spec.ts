/** Money on the screen: refunds with approval and a fresh proof, offline payments, corrections, disputes, reconciliation. */
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { established } from '../support/established.ts';
import {
  api,
  bearer,
  demo,
  emailOf,
  enrolled,
  hired,
  open,
  PASSWORD,
  run,
  satisfiesAxe,
} from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
const admin = demo('admin');

// Each is a whole flow, with axe at every step.
test.describe.configure({ timeout: 240_000 });

type Invoice = { id: string; invoice_number: string; patient_id: string; balance_cents: number };

/** An issued invoice over $123.50 of a new patient. */
async function invoiced(page: Page, info: TestInfo, patientId?: string): Promise<Invoice> {
  const token = await bearer(page, clerk);
  const name = `${info.title.split(/[ :,]/)[1]} Payer ${info.project.name} ${info.retry}`;
  const patient_id =
    patientId ?? (await api<{ id: string }>(page, 'post', 'patients', { data: { name }, token })).id;
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 123_50 }];
  const data = { patient_id, due_date: '2099-12-31', items };
  const { id } = await api<Invoice>(page, 'post', 'invoices', { data, token });
  return api<Invoice>(page, 'post', `invoices/${id}/issue`, { data: {}, token });
}

const atStripe = async (page: Page, path: string, data: object = {}) => {
  const answer = await page.request.post(`${run.stripe}/_control/${path}`, { data });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
};

/** The same, paid by card at Stripe and booked. */
async function paidOnline(
  page: Page,
  info: TestInfo,
): Promise<Invoice & { payment: string; charge: string }> {
  const invoice = await invoiced(page, info);
  const token = await bearer(page, clerk);
  const { stripe_checkout_session_id } = await api<{ stripe_checkout_session_id: string }>(
    page,
    'post',
    `invoices/${invoice.id}/create-payment-link`,
    { data: {}, token },
  );
  await atStripe(page, `sessions/${stripe_checkout_session_id}/pay`);
  type Payments = { data: { id: string; stripe_payment_id: string }[] };
  const payments = () => api<Payments>(page, 'get', `invoices/${invoice.id}/payments`, { token });
  await expect.poll(async () => (await payments()).data.length).toBe(1);
  const [payment] = (await payments()).data;
  const truth = (await (await page.request.get(`${run.stripe}/_control/truth`)).text()) ?? '';
  const intent = payment?.stripe_payment_id ?? '';
  const charge = chargeOf(JSON.parse(truth), intent);
  return { ...invoice, payment: payment?.id ?? '', charge };
}

/** The charge of a payment intent, wherever the emulator keeps it. */
function chargeOf(truth: unknown, intent: string): string {
  if (typeof truth !== 'object' || truth === null) return '';
  const object = truth as Record<string, unknown>;
  if (object.object === 'charge' && object.payment_intent === intent) return String(object.id);
  return Object.values(object).reduce<string>((found, value) => found || chargeOf(value, intent), '');
}

/** The table's row on a desk, the card on a phone. */
const entry = (page: Page, list: string, text: string) =>
  page
    .getByRole('row')
    .or(page.getByRole('list', { name: list }).getByRole('listitem'))
    .filter({ hasText: text });

const dialog = (page: Page) => page.getByRole('alertdialog').last();

/** Lets a POST through once and loses its answer. */
async function loseAnswer(page: Page, path: RegExp): Promise<void> {
  await page.route(
    path,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

test('a refund is asked for by a clerk, approved by an admin with a fresh proof, and made at Stripe', async ({
  page,
  browser,
}, info) => {
  const invoice = await paidOnline(page, info);
  const boss = { email: emailOf('approver', info), role: 'admin' as const, password: PASSWORD };
  await hired(page, boss);
  await established(run.databaseOwner ?? '', boss.email);
  const token = await bearer(page, boss);
  const [first = '', second = ''] = await enrolled(page, token);

  await open(page, '/staff/payments', clerk);
  await page.getByRole('searchbox').fill(invoice.invoice_number);
  await expect(page).toHaveURL(/query=/);
  await satisfiesAxe(page, 'payments');
  await entry(page, 'Payments', invoice.invoice_number)
    .getByRole('button', { name: /^Payment of/ })
    .click();
  const drawer = page.getByRole('dialog', { name: 'Payment' });
  await expect(drawer.getByText('$123.50 received')).toBeVisible();
  await satisfiesAxe(page, 'payment');

  await drawer.getByRole('button', { name: 'Refund…' }).click();
  const form = dialog(page);
  await form.getByRole('radio', { name: 'A part of it' }).check();
  await form.getByRole('textbox', { name: 'Amount' }).fill('223.50');
  await form.getByRole('button', { name: 'Request a refund' }).click();
  await expect(form.getByText('Enter an amount from $0.01 to $123.50.')).toBeVisible();
  await expect(form.getByText('Choose a reason.', { exact: true })).toBeVisible();
  await form.getByRole('textbox', { name: 'Amount' }).fill('45');
  await form.getByLabel('Reason').selectOption({ label: 'Other' });
  await form.getByRole('button', { name: 'Request a refund of $45.00' }).click();
  await expect(form.getByText('Say what the reason is.')).toBeVisible();
  await form.getByLabel('Note').fill('Charged for one visit too many');
  await form.getByRole('radio', { name: /Reopen the balance/ }).check();
  await satisfiesAxe(page, 'refund');
  // The answer is lost on the way; asking again finds what was done.
  await loseAnswer(page, /\/refund$/);
  await form.getByRole('button', { name: 'Request a refund of $45.00' }).click();
  await expect(form.getByRole('alert')).toContainText('We don’t know if it went through');
  await expect(form.getByLabel('Note')).toBeDisabled();
  await form.getByRole('button', { name: 'Check status' }).click();
  await expect(page.getByText('A refund of $45.00 is pending approval')).toBeVisible();
  const mine = await api<{ data: object[] }>(page, 'get', `refunds?payment_id=${invoice.payment}`, { token });
  expect(mine.data).toHaveLength(1);
  expect(mine.data[0]).toMatchObject({ reason: 'other', note: 'Charged for one visit too many' });
  await expect(drawer.getByText('Pending approval')).toBeVisible();

  // Whoever asked cannot approve; a clerk cannot at all.
  await page.goto('/staff/payments?tab=approval');
  await expect(entry(page, 'Refunds', invoice.invoice_number)).toContainText('An admin decides');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await satisfiesAxe(page, 'awaiting approval, as a clerk');

  const context = await browser.newContext({
    baseURL: info.project.use.baseURL ?? '',
    viewport: info.project.use.viewport ?? null,
    reducedMotion: 'reduce',
  });
  const desk = await context.newPage();
  await desk.goto('/staff');
  await desk.getByRole('textbox', { name: 'E-mail', exact: true }).fill(boss.email);
  await desk.getByLabel('Password', { exact: true }).fill(boss.password);
  await desk.getByRole('button', { name: 'Sign in' }).click();
  await desk.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await desk.getByLabel('Recovery code').fill(first);
  await desk.getByRole('button', { name: 'Sign in' }).click();
  await desk.getByRole('link', { name: /refunds? (is|are) pending approval/ }).click();
  await entry(desk, 'Refunds', invoice.invoice_number).getByRole('button', { name: 'Approve' }).click();
  await expect(dialog(desk)).toContainText('Charged for one visit too many');
  await satisfiesAxe(desk, 'approve');
  const keys: (string | null)[] = [];
  desk.on('request', (request) => {
    if (request.url().endsWith('/approve')) keys.push(request.headers()['idempotency-key'] ?? null);
  });
  await dialog(desk).getByRole('button', { name: 'Approve refund of $45.00' }).click();
  const proof = desk.getByRole('alertdialog', { name: 'Is it still you?' });
  await expect(proof).toBeVisible();
  await satisfiesAxe(desk, 'step-up');
  await proof.getByLabel('Code from your app').fill('000000');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByRole('alert')).toBeVisible();
  await expect(proof.getByLabel('Code from your app')).toBeFocused();
  // Giving up leaves the refund as it was; the dialog says why.
  await proof.getByRole('button', { name: 'Cancel' }).click();
  await expect(proof).toBeHidden();
  await expect(dialog(desk).getByRole('alert')).toContainText('Confirm with your code');
  await dialog(desk).getByRole('button', { name: 'Approve refund of $45.00' }).click();
  await proof.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await proof.getByLabel('Recovery code').fill(second);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(desk.getByText('The refund of $45.00 was approved and is being made')).toBeVisible();
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  await context.close();

  await page.goto('/staff/payments?tab=refunds');
  await expect(entry(page, 'Refunds', invoice.invoice_number)).toContainText('Refunded', { timeout: 30_000 });
  await satisfiesAxe(page, 'refunds');
  await page.goto(`/staff/invoices/${invoice.id}`);
  await expect(page.getByText('$45.00 refunded to the patient')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('$45.00');
  await satisfiesAxe(page, 'refunded invoice');
  type Entries = { data: { account: string; amount_cents: number }[] };
  const { data: entries } = await api<Entries>(page, 'get', `ledger?invoice_id=${invoice.id}&limit=100`, {
    token,
  });
  const left = entries.filter(({ account }) => account === 'receivable');
  expect(left.reduce((sum, { amount_cents }) => sum + amount_cents, 0)).toBe(45_00);
});

test(
  'an admin cannot approve the refund that they asked for, and can reject it',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const invoice = await paidOnline(page, info);
    await open(page, `/staff/invoices/${invoice.id}`, admin);
    await page.getByRole('button', { name: 'Refund' }).click();
    await dialog(page).getByLabel('Reason').selectOption({ label: 'Fraudulent' });
    await expect(dialog(page)).toContainText('Stripe will block this card');
    await dialog(page).getByRole('button', { name: 'Request a refund of $123.50' }).click();
    await expect(page.getByText('A refund of $123.50 is pending approval')).toBeVisible();
    await page.goto('/staff/payments?tab=approval');
    const mine = entry(page, 'Refunds', invoice.invoice_number);
    await expect(mine).toContainText('You requested this refund');
    await satisfiesAxe(page, 'awaiting approval');
    await mine.getByRole('button', { name: 'Approve' }).click();
    await dialog(page).getByRole('button', { name: 'Approve refund of $123.50' }).click();
    await expect(dialog(page).getByRole('alert')).toContainText('Another admin must approve');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    await mine.getByRole('button', { name: 'Reject' }).click();
    await dialog(page).getByRole('button', { name: 'Reject refund' }).click();
    await expect(dialog(page).getByText('Enter a reason.')).toBeVisible();
    await dialog(page).getByLabel('Reason').fill('The visit took place');
    await dialog(page).getByRole('button', { name: 'Reject refund' }).click();
    await expect(page.getByText('The refund of $123.50 was rejected')).toBeVisible();
    await expect(mine).toHaveCount(0);
    await page.goto(`/staff/payments?payment=${invoice.payment}`);
    await expect(page.getByText('Refund of $123.50 rejected by Avery Adams')).toBeVisible();
  },
);

test('cash is recorded with a receipt, and an admin takes back what was recorded by mistake', async ({
  page,
}, info) => {
  const invoice = await invoiced(page, info);
  await open(page, `/staff/invoices/${invoice.id}`, clerk);
  await page.getByRole('button', { name: 'Record payment' }).click();
  const form = dialog(page);
  await form.getByLabel('Amount').fill('100');
  await expect(form.getByText('Balance: $123.50 → $23.50')).toBeVisible();
  await form.getByLabel('How it was paid').selectOption({ label: 'Check' });
  await form.getByLabel('Check number').fill('4711');
  await satisfiesAxe(page, 'record payment');
  await form.getByRole('button', { name: 'Record $100.00' }).click();
  await expect(page.getByText(/\$100\.00 recorded, receipt CLINIC-R-/)).toBeVisible();
  const payments = page.getByRole('region', { name: 'Payments' });
  await expect(payments).toContainText('4711');
  await expect(payments.getByRole('button', { name: 'Reverse' })).toHaveCount(0);
  await expect(page.getByText('Partially paid').first()).toBeVisible();
  await satisfiesAxe(page, 'partly paid invoice');
  const [receipt] = await Promise.all([
    page.waitForEvent('download'),
    payments.getByRole('button', { name: 'Receipt' }).click(),
  ]);
  expect(receipt.suggestedFilename()).toMatch(/^CLINIC-R-\d{6}-\d{4}\.pdf$/);

  await page.getByRole('button', { name: /Casey/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await open(page, `/staff/invoices/${invoice.id}`, admin);
  await payments.getByRole('button', { name: 'Reverse' }).click();
  await dialog(page).getByLabel('Reason').fill('The check bounced');
  await satisfiesAxe(page, 'reverse');
  await dialog(page).getByRole('button', { name: 'Reverse $100.00' }).click();
  await expect(page.getByText('The payment of $100.00 was reversed')).toBeVisible();
  await expect(payments).toContainText('Reversed');
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('$123.50');
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('The check bounced');
});

test('surplus becomes credit, pays another invoice, and the rest is credited, written off and owed again', async ({
  page,
}, info) => {
  const paid = await invoiced(page, info);
  const other = await invoiced(page, info, paid.patient_id);
  await open(page, `/staff/invoices/${paid.id}`, admin);
  await page.getByRole('button', { name: 'Record payment' }).click();
  await dialog(page).getByLabel('Amount').fill('150');
  await expect(dialog(page)).toContainText('The patient’s credit grows by $26.50.');
  await dialog(page).getByRole('button', { name: 'Record $150.00' }).click();
  await expect(page.getByRole('region', { name: 'Balance' })).toContainText('$0.00');

  await page.goto('/staff/payments?tab=credit');
  await expect(entry(page, 'Patients with credit', '$26.50').first()).toBeVisible();
  await satisfiesAxe(page, 'patient credit');

  await page.goto(`/staff/invoices/${other.id}`);
  const balance = page.getByRole('region', { name: 'Balance' });
  await page.getByRole('button', { name: 'Apply credit' }).click();
  await expect(dialog(page)).toContainText('Balance: $123.50 → $97.00');
  await dialog(page).getByRole('button', { name: 'Apply $26.50' }).click();
  await expect(balance).toContainText('$97.00');

  await page.getByRole('button', { name: 'Credit note' }).click();
  await dialog(page).getByRole('radio', { name: 'Items' }).check();
  await dialog(page).getByLabel('Consultation').fill('7');
  await dialog(page).getByLabel('Reason').fill('Shorter than booked');
  await expect(dialog(page)).toContainText('Balance: $97.00 → $90.00');
  await satisfiesAxe(page, 'credit note');
  await dialog(page).getByRole('button', { name: 'Credit $7.00' }).click();
  await expect(page.getByRole('list', { name: 'Credit notes' })).toContainText('Shorter than booked');

  await page.getByRole('button', { name: 'Move due date' }).click();
  await dialog(page).getByLabel('New due date').fill('2099-11-30');
  await dialog(page).getByLabel('Reason').fill('Asked for time');
  await dialog(page).getByRole('button', { name: 'Make it Nov 30, 2099' }).click();
  await expect(page.getByText('Dec 31, 2099 → Nov 30, 2099 · Asked for time')).toBeVisible();

  await page.getByRole('button', { name: 'Write off' }).click();
  await dialog(page).getByLabel('Reason').fill('Moved away');
  await dialog(page).getByRole('button', { name: 'Write off $90.00' }).click();
  await expect(page.getByText('$90.00 is written off.')).toBeVisible();
  await expect(balance).toContainText('$0.00');
  await page.getByRole('button', { name: 'Reverse write-off' }).click();
  await dialog(page).getByLabel('Reason').fill('Found again');
  await dialog(page).getByRole('button', { name: 'Reverse write-off' }).click();
  await expect(balance).toContainText('$90.00');
  await satisfiesAxe(page, 'corrected invoice');

  await page.goto(`/staff/patients/${paid.patient_id}/statement`);
  await expect(page.getByText('Paid from credit')).toBeVisible();
  await expect(page.getByText('Write-off reversed')).toBeVisible();
  await satisfiesAxe(page, 'statement');
  await page.goto('/staff/ageing');
  await expect(page.getByRole('heading', { level: 1, name: 'Aging' })).toBeVisible();
  await expect(page.getByText('All patients')).toBeVisible();
  await satisfiesAxe(page, 'ageing');
});

test(
  'a lost dispute is resolved, and a refund made in Stripe is found and accepted with a note',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const disputed = await paidOnline(page, info);
    await atStripe(page, `charges/${disputed.charge}/dispute`, { reason: 'product_not_received' });
    const token = await bearer(page, admin);
    type Disputes = { data: { stripe_dispute_id: string; needs_decision: boolean }[] };
    const disputes = () => api<Disputes>(page, 'get', `disputes?payment_id=${disputed.payment}`, { token });
    await expect.poll(async () => (await disputes()).data.length).toBe(1);

    await open(page, `/staff/payments?payment=${disputed.payment}`, admin);
    await expect(page.getByText('A refund would pay the patient twice')).toBeVisible();
    await atStripe(page, `disputes/${(await disputes()).data[0]?.stripe_dispute_id}`, { outcome: 'lost' });
    await expect.poll(async () => (await disputes()).data[0]?.needs_decision).toBe(true);
    await page.goto('/staff/payments?tab=disputed&stage=lost');
    await satisfiesAxe(page, 'disputes');
    await entry(page, 'Disputes', disputed.invoice_number).getByRole('button', { name: 'Resolve' }).click();
    await dialog(page)
      .getByRole('radio', { name: /Reopen the balance/ })
      .check();
    await satisfiesAxe(page, 'decide a dispute');
    await dialog(page).getByRole('button', { name: 'Charge the patient $123.50' }).click();
    await expect(entry(page, 'Disputes', disputed.invoice_number)).toContainText('Balance reopened');

    const outside = await paidOnline(page, info);
    await atStripe(page, `charges/${outside.charge}/refund`, { amount: 10_00 });
    await atStripe(page, 'entries', { type: 'tax_fee', amount: -1_37 });
    await page.goto('/staff/reconciliation');
    await expect(page.getByText('Matched', { exact: true })).toBeVisible();
    await satisfiesAxe(page, 'reconciliation');
    const found = entry(page, 'Discrepancies', outside.invoice_number);
    await expect(async () => {
      await page.getByRole('button', { name: 'Run now' }).click();
      await expect(page.getByRole('button', { name: 'Run now' })).toBeVisible({ timeout: 30_000 });
      await expect(found).toContainText('Refunded in Stripe', { timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await satisfiesAxe(page, 'reconciliation with a discrepancy');
    await found.getByRole('button', { name: 'Accept with a note' }).click();
    await dialog(page).getByLabel('Note').fill('Agreed on the phone');
    await dialog(page).getByRole('button', { name: 'Accept discrepancy' }).click();
    await expect(found).toContainText('Accepted: “Agreed on the phone”');

    await page.goto('/staff/payments?tab=refunds&outside=true');
    const refund = entry(page, 'Refunds', outside.invoice_number);
    await refund.getByRole('button', { name: 'Switch effect' }).click();
    await satisfiesAxe(page, 'switch the effect of a refund');
    await dialog(page).getByLabel('Reason').fill('Paid by mistake');
    await dialog(page).getByRole('button', { name: 'Reopen the balance' }).click();
    await expect(refund).toContainText('Reopen the balance');

    await page.goto('/staff/reconciliation');
    await entry(page, 'Discrepancies', 'tax fee')
      .first()
      .getByRole('button', { name: 'Book', exact: true })
      .click();
    await dialog(page).getByRole('button', { name: 'Book transaction' }).click();
    await expect(dialog(page).getByText('Choose what it is.')).toBeVisible();
    await satisfiesAxe(page, 'book a discrepancy');
    await dialog(page)
      .getByRole('radio', { name: /A fee of Stripe’s/ })
      .check();
    await dialog(page).getByLabel('Note').fill('Sales tax on fees');
    await dialog(page).getByRole('button', { name: 'Book transaction' }).click();
    await expect(page.getByText('The transaction was booked')).toBeVisible();
  },
);
