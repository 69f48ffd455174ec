/**
 * A clerk and a patient at a real browser with the planted words, and then everything that the browser keeps: storages,
 * the tab's history and titles, what other pages received, and its profile as it lies on the disk.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../../infra/local/browser.ts';
import type { Run } from '../../../infra/local/run.ts';
import { until } from '../../../infra/processes/time.ts';
import { listen, profileFiles, storages, titlesAndAddresses, writeControl } from './browser-traces.ts';
import { WAIT_MILLISECONDS } from './desk.ts';
import { linkSecret, type Marker, type Seen, secret, type Words } from './markers.ts';
import { CLERK } from './staff-flows.ts';

export type Browsed = {
  seen: Seen[];
  /** Tokens that were used: they are words like the planted ones. */
  tokens: Marker[];
};

/** Plays the flows. Throws when no browser can run here: nothing is proven then. */
export async function browse(run: Run, words: Words): Promise<Browsed> {
  const profile = mkdtempSync(join(tmpdir(), 'clinic-profile-'));
  try {
    const { executablePath, args } = await findBrowser();
    const context = await chromium
      .launchPersistentContext(profile, { args, ...(executablePath && { executablePath }) })
      .catch((error: unknown) => {
        throw new Error(`No browser could be started, so what one keeps was not looked at. ${String(error)}`);
      });
    const { tokens, referers } = listen(context, run);
    const seen: Seen[] = [];
    try {
      const page = await context.newPage();
      const link = await asClerk(page, run, words);
      for (const cookie of await context.cookies()) tokens.push(secret('cookie', cookie.value));
      const patient = await context.newPage();
      tokens.push(linkSecret(link.split('/').at(-1) ?? ''));
      await asPatient(patient, link, run, words);
      seen.push(...(await titlesAndAddresses(context, page, patient)));
      for (const each of [page, patient]) seen.push(...(await storages(each)));
      await signOut(page);
      await writeControl(page, run, words.control);
      for (const each of [page, patient]) seen.push(...(await storages(each)));
      seen.push(...(await titlesAndAddresses(context, page, patient)));
    } finally {
      await context.close();
    }
    seen.push(...referers, ...profileFiles(profile));
    return { seen, tokens };
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Signs in, adds and finds a patient, writes and sends an invoice. The patient's link, as the message has it. */
async function asClerk(page: Page, run: Run, words: Words): Promise<string> {
  await page.goto(`${run.web}/staff`);
  await page.getByLabel('E-mail').fill(CLERK);
  await page.getByLabel('Password', { exact: true }).fill(words.staffPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await addPatient(page, run, words);
  for (const typed of [words.email, words.phone, words.browserName]) await search(page, run, typed);
  await page
    .getByRole('link', { name: new RegExp(words.browserName) })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: new RegExp(words.browserName) }).waitFor();
  await page.goto(`${run.web}/staff/invoices/new`);
  const picker = page.getByRole('combobox', { name: /Patient/ });
  await picker.click();
  await picker.pressSequentially(words.browserName);
  await page
    .getByRole('option', { name: new RegExp(words.browserName) })
    .first()
    .click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Description').fill(words.treatment);
  await page.getByLabel('Unit price').fill('61.00');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Issue and send' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: 'Issue and send' })
    .click();
  await page.getByRole('heading', { level: 1, name: /CLINIC-\d{6}-\d{4}/ }).waitFor();
  await page.goto(`${run.web}/staff/invoices`);
  await page.getByRole('searchbox').first().fill(words.browserName);
  await page
    .getByRole('link', { name: /CLINIC-/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: /CLINIC-\d{6}-\d{4}/ }).waitFor();
  return linkInEmail(run, words.browserEmail);
}

async function addPatient(page: Page, run: Run, words: Words): Promise<void> {
  await page.goto(`${run.web}/staff/patients`);
  await page.getByRole('button', { name: 'Add patient' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(`Maria ${words.browserName}`);
  await dialog.getByLabel('E-mail').fill(words.browserEmail);
  await dialog.getByLabel('Phone').fill(`+1${words.phone}`);
  await dialog.getByLabel('Date of birth').fill(words.dob);
  await dialog.getByLabel('Notes').fill(words.metadata);
  await dialog.getByRole('button', { name: /Add patient|Save/ }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Types into the search box as a person does, and waits until the list has answered. */
async function search(page: Page, run: Run, typed: string): Promise<void> {
  await page.goto(`${run.web}/staff/patients`);
  const answered = page.waitForResponse(
    (response) =>
      response.url().includes('/api/v1/patients') &&
      response.request().headers()['search-text'] !== undefined,
  );
  await page.getByRole('searchbox', { name: 'Search patients' }).fill(typed);
  await answered;
  await page.waitForURL(/query=\d+/);
}

async function linkInEmail(run: Run, email: string): Promise<string> {
  const find = async (): Promise<string | undefined> => {
    const answer = await fetch(`${run.inbox}/api/messages?to=${encodeURIComponent(email)}`);
    return /http[^"\s\\]+\/patient\/invoice\/[A-Za-z0-9_-]+/.exec(await answer.text())?.[0];
  };
  await until('the e-mail with the link', WAIT_MILLISECONDS, async () => (await find()) !== undefined);
  return (await find()) ?? '';
}

/** Opens the link, looks, leaves for Stripe and comes back, pays, keeps the receipt, and loads the page again. */
async function asPatient(page: Page, link: string, run: Run, words: Words): Promise<void> {
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: /CLINIC-/ }).waitFor();
  await saved(page, 'Download PDF');
  const pay = page.getByRole('button', { name: 'Pay $61.00' });
  await pay.click();
  await page.waitForURL(new RegExp(`^${run.stripe}`));
  await page.goBack();
  await pay.click();
  await page.waitForURL(new RegExp(`^${run.stripe}`));
  await page.getByLabel('Card number').fill('4242424242424242');
  await page.getByLabel('Expiry').fill('12 / 34');
  await page.getByLabel('CVC').fill('123');
  await page.getByLabel('Name on card').fill(words.payerName);
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page
    .getByRole('heading', { level: 1, name: 'Payment received' })
    .waitFor({ timeout: WAIT_MILLISECONDS });
  await saved(page, 'Download PDF');
  await page.getByRole('button', { name: 'See the invoice' }).click();
  await page.getByText(words.treatment).first().waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Payment received' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Payment received' }).waitFor();
}

/** Saves a file away from the profile, where a person would keep it on purpose. */
async function saved(page: Page, button: string): Promise<void> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await (await download).path();
  if (!readFileSync(file).subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new Error('No PDF was saved.');
}

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /user|account/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/staff\/login/);
}
