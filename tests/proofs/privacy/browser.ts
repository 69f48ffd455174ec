/**
 * A clerk and a patient at a real browser with the planted words, and then everything that the browser keeps: storages,
 * the tab's history and titles, what other pages received, and its profile as it lies on the disk.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../../infra/local/browser.ts';
import type { Run } from '../../../infra/local/run.ts';
import { until } from '../../../infra/processes/time.ts';
import { WAIT_MILLISECONDS } from './desk.ts';
import { CLERK } from './flows.ts';
import { type Marker, linkSecret, type Place, type Seen, secret, type Words } from './markers.ts';

/** Files in which a browser keeps the addresses that it was sent to, before any page of ours can run. */
const HISTORY_FILES =
  /(^|\/)(History|Favicons|Top Sites|Shortcuts|Visited Links|Sessions?\/|Network Action Pred)/;
const CACHE_FILES = /(^|\/)(Code )?Cache\//;

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

/** Collects the tokens that the browser is given, and what every request reveals of the page it comes from. */
function listen(context: BrowserContext, run: Run): { tokens: Marker[]; referers: Seen[] } {
  const tokens: Marker[] = [];
  const referers: Seen[] = [];
  context.on('request', (request) => {
    const { referer = '' } = request.headers();
    const own = request.url().startsWith(run.web);
    const where = `${request.method()} ${new URL(request.url()).pathname.slice(0, 40)}`;
    // Addresses of our own API name what is asked for; whatever leaves for elsewhere must name nothing.
    referers.push({ place: 'browser-request', where, text: own ? referer : `${referer} ${request.url()}` });
  });
  context.on('response', async (response) => {
    if (!response.url().includes('/api/v1/auth/')) return;
    const body = (await response.json().catch(() => ({}))) as { access_token?: string };
    if (body.access_token) tokens.push(secret('access token', body.access_token));
  });
  return { tokens, referers };
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
  await page.getByRole('heading', { level: 1, name: 'Please open your link again' }).waitFor();
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

/** A word of our own in every place, on purpose: whoever does not find it there did not look. */
async function writeControl(page: Page, run: Run, control: string): Promise<void> {
  await page.goto(`${run.web}/staff/login?${control}`);
  await page.evaluate(
    `(async () => {
      const word = ${JSON.stringify(control)};
      localStorage.setItem('control', word);
      sessionStorage.setItem('control', word);
      document.cookie = 'control=' + word + '; max-age=600';
      await (await caches.open('control')).put('/control', new Response(word));
      await new Promise((done, failed) => {
        const opening = indexedDB.open('control', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('words').put(word, 'control');
        opening.onsuccess = () => done(opening.result.close());
        opening.onerror = failed;
      });
      await fetch('/favicon.svg?' + word);
    })()`,
  );
}

/** Everything that a script of the page's origin can read. */
async function storages(page: Page): Promise<Seen[]> {
  const found = await page.evaluate<Record<string, string>>(
    `(async () => {
      const databases = [];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done, failed) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => done(opening.result);
          opening.onerror = failed;
        });
        for (const store of db.objectStoreNames) {
          const all = db.transaction(store).objectStore(store).getAll();
          databases.push(await new Promise((done) => { all.onsuccess = () => done([name, store, all.result]); }));
        }
        db.close();
      }
      const cached = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) cached.push([name, request.url, await (await cache.match(request)).text()]);
      }
      const workers = await navigator.serviceWorker.getRegistrations();
      return {
        localStorage: JSON.stringify(Object.entries(localStorage)),
        sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
        indexedDB: JSON.stringify(databases),
        caches: JSON.stringify(cached),
        serviceWorkers: JSON.stringify(workers.map((each) => each.scope)),
        cookies: document.cookie,
        historyState: JSON.stringify(history.state),
        windowName: window.name,
      };
    })()`,
  );
  return Object.entries(found).map(([where, text]): Seen => ({ place: 'browser-storage', where, text }));
}

/** Each step of the tabs' histories, with its address and its title. */
async function titlesAndAddresses(context: BrowserContext, ...pages: Page[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const page of pages) {
    const devtools = await context.newCDPSession(page);
    const { entries } = await devtools.send('Page.getNavigationHistory');
    for (const { url, title } of entries) {
      seen.push({
        place: 'browser-history',
        where: `“${title}”`,
        text: `${decodeURIComponent(url)} ${title}`,
      });
    }
    await devtools.detach();
  }
  return seen;
}

function profileFiles(profile: string): Seen[] {
  return readdirSync(profile, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(profile, name), { throwIfNoEntry: false })?.isFile())
    .flatMap((name): Seen[] => {
      const bytes = readFileSync(join(profile, name));
      const where = relative(profile, join(profile, name));
      const place = placeOfFile(where);
      // Chromium writes texts in one byte a character or in two, at even and at odd places.
      // A copy, because Node 24 corrupts its memory when it reads two-byte characters from an odd address.
      const shifted = Buffer.from(bytes.subarray(1));
      return [bytes.toString('latin1'), bytes.toString('utf16le'), shifted.toString('utf16le')].map(
        (text) => ({
          place,
          where,
          text,
        }),
      );
    });
}

function placeOfFile(name: string): Place {
  if (HISTORY_FILES.test(name)) return 'browser-history-file';
  return CACHE_FILES.test(name) ? 'browser-cache' : 'browser-profile';
}
