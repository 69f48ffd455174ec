/** One's own account: a second factor from its QR code to its end, sessions, and a clinic that requires the factor. */
import { expect, type Page, test } from '@playwright/test';
import { decodeQR } from 'qr/decode.js';
import {
  api,
  bearer,
  codeNow,
  emailOf,
  enrolled,
  hired,
  logIn,
  open,
  PASSWORD,
  satisfiesAxe,
} from '../support/staff-pages.ts';

const QR_LABEL = 'QR code for your authenticator app';

/** Reads the code from the screen as a phone's camera does. */
async function scanned(page: Page): Promise<URL> {
  const code = page.getByRole('img', { name: QR_LABEL });
  await expect(code).toBeVisible();
  const pixels = await page.evaluate<{ width: number; height: number; data: number[] }>(`
    new Promise((resolve, reject) => {
      const svg = document.querySelector('svg[aria-label="${QR_LABEL}"]');
      const image = new Image();
      image.onerror = () => reject(new Error('The code cannot be drawn.'));
      image.onload = () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 368, height: 368 });
        const pen = canvas.getContext('2d');
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, 368, 368);
        pen.drawImage(image, 0, 0, 368, 368);
        const { data } = pen.getImageData(0, 0, 368, 368);
        resolve({ width: 368, height: 368, data: [...data] });
      };
      image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    })`);
  return new URL(decodeQR({ ...pixels, data: Uint8Array.from(pixels.data) }));
}

/** Goes through the steps; answers the secret and the recovery codes. */
async function setUp(page: Page): Promise<{ secret: string; codes: string[] }> {
  const password = page.getByLabel('Your password', { exact: true });
  await expect(password).toBeFocused();
  await password.fill('not the password');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Incorrect password.')).toBeVisible();
  await satisfiesAxe(page, 'set up: password');
  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();

  const offered = await scanned(page);
  const secret = offered.searchParams.get('secret') ?? '';
  expect(offered.protocol).toBe('otpauth:');
  const shown = await page.getByTestId('secret').innerText();
  expect(shown.replaceAll(' ', '')).toBe(secret);
  await satisfiesAxe(page, 'set up: code');
  const code = page.getByLabel('Code from your app');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Wait for the next one')).toBeVisible();
  await code.fill(codeNow(secret));
  await page.getByRole('button', { name: 'Continue' }).click();

  const list = page.getByRole('list', { name: 'Recovery codes' });
  await expect(list).toBeVisible();
  const codes = await list.getByRole('listitem').allInnerTexts();
  expect(codes).toHaveLength(10);
  await satisfiesAxe(page, 'set up: recovery codes');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as file' }).click();
  expect((await download).suggestedFilename()).toBe('recovery-codes.txt');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return { secret, codes };
}

test('a second factor is set up from its QR code, asked for, given new codes, and turned off', async ({
  page,
}, info) => {
  const who = { email: emailOf('sol', info), password: PASSWORD };
  await hired(page, who);
  await open(page, '/staff/account', who);
  const panel = page.getByRole('region', { name: 'Two-factor authentication' });
  await expect(panel.getByText('Off', { exact: true })).toBeVisible();
  await satisfiesAxe(page, 'account');
  await panel.getByRole('button', { name: 'Set up' }).click();
  const { codes } = await setUp(page);
  await expect(panel.getByText('On', { exact: true })).toBeVisible();
  await expect(panel).toContainText('10 of your recovery codes are left');

  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await logIn(page, who);
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Dashboard' })).toBeVisible();
  await page.goto('/staff/account');
  await expect(panel).toContainText('9 of your recovery codes are left');

  await panel.getByRole('button', { name: 'New recovery codes' }).click();
  const dialog = page.getByRole('alertdialog');
  const prove = async (button: string, code: string) => {
    await dialog.getByLabel('Your password', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await dialog.getByLabel('Recovery code').fill(code);
    await dialog.getByRole('button', { name: button }).click();
  };
  await prove('Create new codes', codes[0] ?? '');
  await expect(dialog.getByText('or was used already')).toBeVisible();
  await satisfiesAxe(page, 'prove');
  await dialog.getByLabel('Recovery code').fill(codes[1] ?? '');
  await dialog.getByRole('button', { name: 'Create new codes' }).click();
  const renewed = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(renewed).toHaveCount(10);
  const fresh = await renewed.allInnerTexts();
  expect(fresh).not.toContain(codes[2]);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(panel).toContainText('10 of your recovery codes are left');

  await panel.getByRole('button', { name: 'Turn off' }).click();
  await prove('Turn off', fresh[0] ?? '');
  await expect(panel.getByText('Off', { exact: true })).toBeVisible();
});

test(
  'sessions are listed, and ended one by one or all but this one',
  { tag: '@any-width' },
  async ({ page, browser }, info) => {
    const who = { email: emailOf('noor', info), password: PASSWORD };
    await hired(page, who);
    const elsewhere = [await bearer(page, who), await bearer(page, who), await bearer(page, who)];
    const other = await browser.newPage({ baseURL: info.project.use.baseURL ?? '' });
    await open(other, '/staff', who);

    await open(page, '/staff/account', who);
    const panel = page.getByRole('region', { name: 'Where you are signed in' });
    const ends = panel.getByRole('button', { name: /End session/ });
    await expect(ends).toHaveCount(4);
    await expect(panel.getByText('This one')).toHaveCount(1);
    await satisfiesAxe(page, 'sessions');
    await ends.first().click();
    await expect(page.getByText('The session has ended')).toBeVisible();
    await expect(ends).toHaveCount(3);
    await panel.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(ends).toHaveCount(0);
    for (const token of elsewhere) {
      const answer = await page.request.get('/api/v1/auth/me', {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status()).toBe(401);
    }
    await other.goto('/staff/patients');
    await expect(other.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await other.close();
    await page.goto('/staff/patients');
    await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
  },
);

test(
  'where the clinic requires a second factor, who has none sets one up and then works on',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const boss = { email: emailOf('boss', info), role: 'admin' as const, password: PASSWORD };
    await hired(page, boss);
    const token = await bearer(page, boss);
    await enrolled(page, token);
    const demand = (second_factor: 'required' | 'optional') =>
      api(page, 'patch', 'settings', { token, data: { security: { second_factor } } });

    const who = { email: emailOf('kai', info), password: PASSWORD };
    await hired(page, who);
    await open(page, '/staff/patients', who);
    await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
    await demand('required');
    try {
      // It bites in the middle of the work.
      await page.getByRole('searchbox').fill('Mor');
      await expect(
        page.getByRole('heading', { level: 1, name: 'Set up two-factor authentication' }),
      ).toBeVisible();
      await satisfiesAxe(page, 'forced set-up');
      await page.reload();
      await expect(
        page.getByRole('heading', { level: 1, name: 'Set up two-factor authentication' }),
      ).toBeVisible();
      await setUp(page);
      await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
      await page.goto('/staff/account');
      const panel = page.getByRole('region', { name: 'Two-factor authentication' });
      await expect(panel).toContainText('Your clinic requires it');
      await expect(panel.getByRole('button', { name: 'Turn off' })).toHaveCount(0);
    } finally {
      await demand('optional');
    }
  },
);

test(
  'the language of e-mails about the account is chosen on its page',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const person = { email: emailOf('polyglot', info), password: PASSWORD };
    await hired(page, person);
    await open(page, '/staff/account', person);
    const field = page.getByLabel('Language of e-mails about your account');
    await expect(field).toHaveValue('en');
    await field.selectOption({ label: 'Spanish' });
    await expect(page.getByText('E-mails about your account are now in Spanish')).toBeVisible();
    await satisfiesAxe(page, 'account');
    await page.reload();
    await expect(field).toHaveValue('es');
  },
);
