/** Names and texts that are read from right to left keep their order to themselves, on every page that shows them. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { api, bearer, demo, open, run } from '../support/staff-pages.ts';

const admin = demo('admin');
const LINE = 'ייעוץ ראשון 45';
const NOTES = 'הערה 12 לצוות';
const REASON = 'סיבה 30';

/**
 * The texts and labels in which right-to-left text is not apart from what stands around them. Runs in the page: each
 * character stands in `<bdi>` or in a field, between isolating marks, or in an element that isolates by its style.
 */
const MIXED = `(() => {
  const hebrew = /[\\u0590-\\u05ff]/;
  const bare = (text) => hebrew.test(text.replace(/\\u2068[^\\u2069]*\\u2069/g, ''));
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (element.closest('script, style, bdi, [dir=auto]') || !bare(node.data)) continue;
    if (getComputedStyle(element).unicodeBidi !== 'plaintext') found.push(element.tagName + ': ' + node.data);
  }
  const shown = ['aria-label', 'aria-description', 'title', 'alt', 'placeholder'];
  for (const element of document.querySelectorAll(shown.map((name) => '[' + name + ']').join())) {
    for (const name of shown) {
      const text = element.getAttribute(name);
      if (text && bare(text)) found.push(name + ': ' + text);
    }
  }
  if (bare(document.title)) found.push('title of the document: ' + document.title);
  return found;
})()`;

/** Where the first text of a person begins in a dialog, and where the words after it do. */
const LEFTS = `(() => {
  const typed = document.querySelector('[role=alertdialog] bdi');
  const after = document.createRange();
  after.selectNode(typed.nextSibling);
  return [typed, after].map((each) => each.getClientRects()[0].left);
})()`;

const staysApart = async (page: Page, where: string) =>
  expect(await page.evaluate<string[]>(MIXED), where).toEqual([]);

type Made = { name: string; email: string; patient: string; invoice: string; draft: string; number: string };

/** A patient with a Hebrew name that ends in a number, an open invoice with a credit note, and a draft. */
async function made(page: Page, unique: string): Promise<Made> {
  const token = await bearer(page, admin);
  const name = `שרה לוי ${unique}`;
  const email = `sarah.${unique}@patients.example`;
  const { id: patient } = await api<{ id: string }>(page, 'post', 'patients', {
    data: { name, email, metadata: { notes: NOTES } },
    token,
  });
  const items = [{ description: LINE, quantity: 1, unit_price_cents: 100_00 }];
  const data = { patient_id: patient, due_date: '2099-12-31', items, notes: NOTES };
  const { id: invoice } = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
  const { invoice_number: number } = await api<{ invoice_number: string }>(
    page,
    'post',
    `invoices/${invoice}/issue`,
    { data: { notify: ['email'] }, token },
  );
  await api(page, 'post', `invoices/${invoice}/credit-notes`, {
    data: { amount_cents: 10_00, reason: REASON },
    token,
  });
  const { id: draft } = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
  return { name, email, patient, invoice, draft, number };
}

test('a right-to-left name keeps its order on every page of the staff', async ({ page }, info) => {
  const unique = `${info.project.name === 'phone' ? 7 : 3}${info.retry}${Date.now() % 1_000_000}`;
  const { name, patient, invoice, draft, number } = await made(page, unique);
  await open(page, '/staff', admin);
  const seen = async (where: string) => {
    await expect(page.getByText(name).first(), where).toBeVisible();
    await staysApart(page, where);
    const file = `${where.replaceAll(/\W+/g, '_')}.png`;
    await page.screenshot({ path: info.outputPath(file), fullPage: true });
  };
  for (const list of ['patients', 'invoices']) {
    await page.goto(`/staff/${list}`);
    await page.getByRole('searchbox').fill(name);
    await seen(`/staff/${list} searched`);
  }
  const pages = [
    `/staff/patients/${patient}`,
    `/staff/patients/${patient}?tab=invoices`,
    `/staff/patients/${patient}?tab=messages`,
    `/staff/patients/${patient}/statement`,
    `/staff/invoices?patient_id=${patient}`,
    `/staff/invoices/${invoice}`,
    `/staff/invoices/${draft}`,
    `/staff/messages?state=all&patient_id=${patient}`,
    '/staff/ageing',
  ];
  for (const path of pages) {
    await page.goto(path);
    await seen(path);
  }
  await page.goto(`/staff/invoices/${draft}`);
  await page.getByRole('button', { name: 'Delete draft' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText(name);
  await staysApart(page, 'the dialog that deletes a draft');
  // The number of the name is read last of the name, so it stands at its left, and the amount at the right of it.
  const [left, after] = await page.evaluate<number[]>(LEFTS);
  expect(left).toBeLessThan(after ?? 0);
  await page.screenshot({ path: info.outputPath('dialog.png') });
  await page.goto(`/staff/invoices/${invoice}`);
  await expect(page.getByText(REASON).first()).toBeVisible();
  await staysApart(page, 'the credit note');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(number);
});

async function mailed(page: Page, to: string): Promise<string> {
  const links = async () => {
    const answer = await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(to)}`);
    const { data } = (await answer.json()) as { data: { text: string }[] };
    return data.flatMap(({ text }) => /\S+\/patient\/\S+/.exec(text)?.[0] ?? []);
  };
  await expect.poll(async () => (await links()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  return (await links())[0] ?? '';
}

const patientPage = async (browser: Browser) => (await browser.newContext({ locale: 'en-US' })).newPage();

test('a right-to-left name keeps its order on the patient’s page', async ({ page, browser }, info) => {
  const { email, name } = await made(
    page,
    `${info.project.name === 'phone' ? 8 : 4}${Date.now() % 1_000_000}`,
  );
  const patient = await patientPage(browser);
  await patient.goto(await mailed(page, email));
  await expect(patient.getByText(name).first()).toBeVisible();
  await expect(patient.getByText(LINE).first()).toBeVisible();
  await staysApart(patient, 'the patient’s page');
  await patient.screenshot({ path: info.outputPath('patient.png'), fullPage: true });
  await patient.context().close();
});
