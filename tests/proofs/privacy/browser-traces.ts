/** What a browser keeps: storages, history and titles, referrers that other sites receive, and its profile on the disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { Run } from '../../../infra/local/run.ts';
import { type Marker, type Place, type Seen, secret } from './markers.ts';

/** Files in which a browser keeps the addresses that it was sent to, before any page of ours can run. */
const HISTORY_FILES =
  /(^|\/)(History|Favicons|Top Sites|Shortcuts|Visited Links|Sessions?\/|Network Action Pred)/;

const CACHE_FILES = /(^|\/)(Code )?Cache\//;

/** Collects the tokens that the browser is given, and what every request reveals of the page it comes from. */
export function listen(context: BrowserContext, run: Run): { tokens: Marker[]; referers: Seen[] } {
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

/** A word of our own in every place, on purpose: whoever does not find it there did not look. */
export async function writeControl(page: Page, run: Run, control: string): Promise<void> {
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
      history.replaceState({ word }, '');
    })()`,
  );
}

/** Everything that a script of the page's origin can read. */
export async function storages(page: Page): Promise<Seen[]> {
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
  return Object.entries(found).map(
    ([where, text]): Seen => ({
      place: where === 'historyState' ? 'browser-tab' : 'browser-storage',
      where,
      text,
    }),
  );
}

/** Each step of the tabs' histories, with its address and its title. */
export async function titlesAndAddresses(context: BrowserContext, ...pages: Page[]): Promise<Seen[]> {
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

export function profileFiles(profile: string): Seen[] {
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
