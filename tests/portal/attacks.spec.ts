/** Attacks that only a real browser can play: markup that is shown, pages in foreign frames, and what is left after signing out. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { run } from '../support/staff-pages.ts';

const clerk = run.staff?.find((member) => member.role === 'billing_clerk');
const MARKUP = `<img src=x onerror="document.title='owned'"><svg onload="document.title='owned'"><a href="javascript:document.title='owned'">x</a>`;

async function api<T>(page: Page, path: string, data: object, token?: string): Promise<T> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await page.request.post(`/api/v1/${path}`, { headers, data });
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return (await response.json()) as T;
}

/** An issued invoice whose every text is markup. */
async function issuedMarkup(page: Page) {
  const { access_token: token } = await api<{ access_token: string }>(page, 'auth/login', {
    email: clerk?.email,
    password: clerk?.password,
  });
  const patient = await api<{ id: string }>(page, 'patients', { name: `Mark ${MARKUP}` }, token);
  const items = [{ description: `Visit ${MARKUP}`, quantity: 1, unit_price_cents: 100_00 }];
  const draft = { patient_id: patient.id, due_date: '2037-01-31', notes: MARKUP, items };
  const { id } = await api<{ id: string }>(page, 'invoices', draft, token);
  return api<{ id: string; patient_link: { url: string } }>(page, `invoices/${id}/issue`, {}, token);
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/staff/login');
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(clerk?.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(clerk?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
}

/** Everything that a page did and should not have done. */
function watched(page: Page, own: string | undefined): string[] {
  const seen: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) seen.push(message.text());
  });
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== own) seen.push(request.url());
  });
  return seen;
}

test('S48 S68: markup in names, lines and notes is shown as text, to staff and to the patient', async ({
  page,
  baseURL,
}) => {
  const invoice = await issuedMarkup(page);
  const seen = watched(page, baseURL);
  await signIn(page);
  for (const path of [`/staff/invoices/${invoice.id}`, '/staff/patients', '/staff/invoices']) {
    await page.goto(path);
    await expect(page.getByText('<img src=x').first()).toBeVisible();
    await expect(page.locator('img[src="x"], svg[onload], a[href^="javascript"]')).toHaveCount(0);
  }
  await page.goto(new URL(invoice.patient_link.url).pathname);
  await expect(page.getByText('<img src=x').first()).toBeVisible();
  await expect(page.locator('img[src="x"], svg[onload], a[href^="javascript"]')).toHaveCount(0);
  expect(await page.title()).not.toBe('owned');
  expect(seen).toEqual([]);
});

test('S48: what is searched for is shown as text', async ({ page, baseURL }) => {
  const seen = watched(page, baseURL);
  await signIn(page);
  await page.goto(`/staff/patients?query=${encodeURIComponent(MARKUP)}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
  await expect(page.locator('img[src="x"], svg[onload]')).toHaveCount(0);
  expect(await page.title()).not.toBe('owned');
  expect(seen).toEqual([]);
});

test('S61: what is searched for is in no address, neither of a page nor of a request', async ({ page }) => {
  await signIn(page);
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  for (const path of ['/staff/patients', '/staff/invoices', '/staff/payments']) {
    await page.goto(path);
    const answered = page.waitForResponse(
      (response) => response.request().headers()['search-text'] === 'Zebulon%20Quist',
    );
    await page.getByRole('searchbox').first().fill('Zebulon Quist');
    expect((await answered).status()).toBe(200);
    await expect(page).toHaveURL(/query=\d+/);
    addresses.push(page.url());
  }
  expect(addresses.length).toBeGreaterThan(6);
  expect(addresses.filter((address) => /zebulon|quist/i.test(address))).toEqual([]);
});

test('S67: no page shows in a frame of another site', async ({ page, baseURL }) => {
  const { patient_link: link } = await issuedMarkup(page);
  const pages = ['/staff/login', '/staff/refunds', new URL(link.url).pathname, '/api/v1/health/live'];
  const evil = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(pages.map((path) => `<iframe src="${baseURL}${path}"></iframe>`).join(''));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => evil.once('listening', resolve));
  try {
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    for (const frame of page.frames().slice(1)) {
      await expect.poll(() => frame.url()).toMatch(/^chrome-error:/);
    }
    expect(page.frames()).toHaveLength(pages.length + 1);
  } finally {
    evil.close();
  }
});

test('S62: the page of a link sends its address nowhere', async ({ page }) => {
  const { patient_link: link } = await issuedMarkup(page);
  const referrers: (string | undefined)[] = [];
  page.on('request', (request) => referrers.push(request.headers().referer));
  const path = new URL(link.url).pathname;
  await page.goto(path);
  await expect(page.getByText('<img src=x').first()).toBeVisible();
  expect(referrers.length).toBeGreaterThan(3);
  expect(referrers.filter(Boolean)).toEqual([]);
  expect(await page.title()).not.toContain(path.split('/').at(-1) ?? '');
});

test('S64 S65: after signing out neither the way back nor the browser’s memory shows a patient', async ({
  page,
}) => {
  await issuedMarkup(page);
  await signIn(page);
  await page.goto('/staff/patients');
  const patient = page.getByRole('main').getByRole('link').first();
  await expect(patient).toBeVisible();
  const name = (await patient.innerText()).trim();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
  const kept = await page.evaluate<string>(
    `Promise.all([indexedDB.databases(), navigator.serviceWorker.getRegistrations(), caches.keys()]).then((found) =>
      JSON.stringify([...found, Object.entries(localStorage), Object.entries(sessionStorage)]))`,
  );
  expect(kept).toMatch(/^\[\[\],\[\],\[\],/);
  for (const secret of [name, clerk?.email ?? '@', 'eyJ']) expect(kept).not.toContain(secret);
  expect(await page.context().cookies()).toEqual([]);
});
