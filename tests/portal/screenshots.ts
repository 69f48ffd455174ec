/**
 * `npm run screenshots`: brings a clinic up, and writes every page and dialog of the portal and of the patients' pages, at
 * the widths of a phone, a tablet and a desk, in both themes, to `.cache/screenshots`. They are looked at by people.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../infra/local/browser.ts';
import type { Run } from '../../infra/local/run.ts';
import { startSystem } from '../../infra/local/system.ts';

const OUTPUT = join(import.meta.dirname, '../../.cache/screenshots');
const WIDTHS = [375, 768, 1440] as const;
const THEMES = ['light', 'dark'] as const;

type Shot = {
  name: string;
  path: string;
  /** The button that opens a dialog, by its label. */
  press?: string | RegExp;
  /** Lists are answered with nothing. */
  empty?: true;
};

/** The pages of the portal; `id` stands for a record that `records` finds. */
const LISTS: readonly Shot[] = [
  { name: 'dashboard', path: '/staff' },
  { name: 'patients', path: '/staff/patients' },
  { name: 'invoices', path: '/staff/invoices' },
  { name: 'price-list', path: '/staff/price-list' },
  { name: 'payments', path: '/staff/payments' },
  { name: 'refunds', path: '/staff/payments?tab=refunds' },
  { name: 'approvals', path: '/staff/payments?tab=approval' },
  { name: 'failed', path: '/staff/payments?tab=failed' },
  { name: 'disputed', path: '/staff/payments?tab=disputed' },
  { name: 'credit', path: '/staff/payments?tab=credit' },
  { name: 'audit', path: '/staff/audit' },
  { name: 'ledger', path: '/staff/audit?tab=ledger' },
  { name: 'aging', path: '/staff/ageing' },
  { name: 'reconciliation', path: '/staff/reconciliation' },
  { name: 'messages', path: '/staff/messages' },
  { name: 'jobs', path: '/staff/jobs' },
  { name: 'price-list', path: '/staff/price-list' },
  { name: 'archive', path: '/staff/archive' },
  { name: 'people', path: '/staff/people' },
  { name: 'attention', path: '/staff/attention' },
  { name: 'operations', path: '/staff/operations' },
];
const FORMS: readonly Shot[] = [
  { name: 'patient-add', path: '/staff/patients?add=yes' },
  { name: 'price-list-add', path: '/staff/price-list?add=yes' },
  { name: 'price-list-add', path: '/staff/price-list?add=yes' },
  { name: 'builder', path: '/staff/invoices/new' },
  { name: 'people-invite', path: '/staff/people', press: /^Invite/ },
  { name: 'roles', path: '/staff/people?tab=roles' },
  { name: 'settings', path: '/staff/settings' },
  { name: 'settings-archive', path: '/staff/settings?tab=archive' },
  { name: 'settings-retention', path: '/staff/settings?tab=retention' },
  { name: 'settings-security', path: '/staff/settings?tab=security' },
  { name: 'account', path: '/staff/account' },
  { name: 'two-factor', path: '/staff/account', press: 'Set up' },
  { name: 'no-such-page', path: '/staff/no-such-page' },
];

type Records = Record<'draft' | 'open' | 'paid', { id: string; patient_id: string }> & {
  payment: string;
  link: string;
};

/** Each invoice page with the dialogs that its state offers, the patient's pages, and a payment. */
const recordShots = ({ draft, open, paid, payment }: Records): Shot[] => [
  { name: 'invoice-draft', path: `/staff/invoices/${draft.id}` },
  { name: 'invoice-draft-edit', path: `/staff/invoices/${draft.id}/edit?step=items` },
  { name: 'invoice-draft-review', path: `/staff/invoices/${draft.id}/edit?step=review` },
  { name: 'invoice-issue', path: `/staff/invoices/${draft.id}`, press: 'Issue' },
  { name: 'invoice-delete', path: `/staff/invoices/${draft.id}`, press: 'Delete draft' },
  { name: 'invoice-open', path: `/staff/invoices/${open.id}` },
  { name: 'invoice-send', path: `/staff/invoices/${open.id}`, press: 'Send link' },
  { name: 'invoice-cancel', path: `/staff/invoices/${open.id}`, press: 'Cancel invoice' },
  { name: 'invoice-record-payment', path: `/staff/invoices/${open.id}`, press: 'Record payment' },
  { name: 'invoice-paid', path: `/staff/invoices/${paid.id}` },
  { name: 'invoice-refund', path: `/staff/invoices/${paid.id}`, press: 'Refund' },
  { name: 'payment', path: `/staff/payments?payment=${payment}` },
  { name: 'payment-move', path: `/staff/payments?payment=${payment}`, press: 'Move to another invoice…' },
  { name: 'patient', path: `/staff/patients/${paid.patient_id}` },
  { name: 'patient-edit', path: `/staff/patients/${paid.patient_id}?edit=yes` },
  { name: 'patient-payments', path: `/staff/patients/${paid.patient_id}?tab=payments` },
  { name: 'patient-messages', path: `/staff/patients/${paid.patient_id}?tab=messages` },
  { name: 'statement', path: `/staff/patients/${paid.patient_id}/statement` },
];

const publicShots = ({ link }: Records): Shot[] => [
  { name: 'sign-in', path: '/staff/login' },
  { name: 'set-password', path: '/staff/set-password' },
  { name: 'bill', path: link },
  { name: 'receipt', path: link.replace('/invoice/', '/receipt/') },
  { name: 'verify', path: '/verify' },
  { name: 'link-unknown', path: '/patient/invoice/not-a-real-link' },
  { name: 'link-missing', path: '/patient/invoice' },
];

const admin = (run: Run) => {
  const found = run.staff?.find(({ role }) => role === 'admin');
  if (!found) throw new Error('The demo data has no admin.');
  return found;
};

async function records(run: Run): Promise<Records> {
  const { email, password } = admin(run);
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetch(`${run.web}/api/v1/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
  };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ email, password });
  const { access_token } = await call<{ access_token: string }>('auth/login', {
    method: 'POST',
    headers,
    body,
  });
  const get = <T>(path: string) => call<T>(path, { headers: { authorization: `Bearer ${access_token}` } });
  type Row = { id: string; patient_id: string };
  const first = async (path: string): Promise<Row> => {
    const [row] = (await get<{ data: Row[] }>(path)).data;
    if (!row) throw new Error(`The demo data has nothing at ${path}.`);
    return row;
  };
  const [draft, open, paid, payment] = [
    await first('invoices?status=draft&limit=1'),
    await first('invoices?status=outstanding&limit=1'),
    await first('invoices?status=paid&limit=1'),
    await first('payments?limit=1'),
  ];
  const { patient_link } = await get<{ patient_link: { url: string } }>(`invoices/${open.id}`);
  return { draft, open, paid, payment: payment.id, link: new URL(patient_link.url).pathname };
}

async function signIn(page: Page, run: Run): Promise<void> {
  const { email, password } = admin(run);
  await page.goto('/staff');
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
}

/** Pages are loaded faster here than a person does: where the server asks for a pause, it is kept. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  // Behind an open dialog the heading has no role.
  await page.locator('h1').first().waitFor();
  const pause = page.getByRole('heading', { name: 'Wait a moment' });
  for (let tries = 0; tries < 20 && (await pause.isVisible()); tries += 1) {
    await page.waitForTimeout(5_000);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForLoadState('networkidle');
  }
}

/** One picture; what could not be opened is named, and the others are still taken. */
async function take(page: Page, shot: Shot, file: string): Promise<string | undefined> {
  try {
    await goTo(page, shot.path);
    if (shot.press !== undefined) {
      await page.getByRole('button', { name: shot.press, exact: true }).first().click();
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).first().waitFor();
      await page.waitForLoadState('networkidle');
    }
    await page.screenshot({ path: file, fullPage: shot.press === undefined });
    return undefined;
  } catch (error) {
    return `${file}: ${String(error).split('\n')[0]}`;
  }
}

/** All pictures of one browser context, at one width and in one theme after the other. */
async function takeAll(context: BrowserContext, shots: readonly Shot[], page: Page): Promise<string[]> {
  const failures: string[] = [];
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const shot of shots) {
        const json = { data: [], next_cursor: null };
        if (shot.empty)
          await context.route(/\/api\/v1\/(?!dashboard)[a-z-]+(\?|$)/, (route) =>
            route.request().method() === 'GET' ? route.fulfill({ json }) : route.continue(),
          );
        const failure = await take(page, shot, join(OUTPUT, `${shot.name}-${width}-${theme}.png`));
        if (failure) failures.push(failure);
        await context.unrouteAll({ behavior: 'wait' });
      }
    }
  }
  return failures;
}

async function main(): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const directory = await mkdtemp(join(tmpdir(), 'clinic-screenshots-'));
  const ports = { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 };
  const system = await startSystem({ directory, ports, log: () => undefined, chosen: {} });
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({
    args,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    const found = await records(system.run);
    const empty = LISTS.map((shot): Shot => ({ ...shot, name: `${shot.name}-empty`, empty: true }));
    const outside = await browser.newContext({ baseURL: system.run.web });
    const failures = await takeAll(outside, publicShots(found), await outside.newPage());
    const inside = await browser.newContext({ baseURL: system.run.web });
    const page = await inside.newPage();
    await signIn(page, system.run);
    failures.push(...(await takeAll(inside, [...LISTS, ...empty, ...FORMS, ...recordShots(found)], page)));
    for (const failure of failures) say(failure);
    say(`The pictures are in ${OUTPUT}.`);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
