/** Anyone checks a document: by its file, which stays on the device, or by its check code. */
import { expect, test } from '@playwright/test';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { api, bearer, demo, satisfiesAxe } from '../support/staff-pages.ts';

test('a document is checked by its file and by its code, and a changed one is not genuine', async ({
  page,
}) => {
  const token = await bearer(page, demo('billing_clerk'));
  const { data } = await api<{ data: { id: string; invoice_number: string }[] }>(
    page,
    'get',
    'invoices?status=outstanding&limit=1',
    { token },
  );
  const [invoice] = data;
  const answer = await page.request.get(`/api/v1/invoices/${invoice?.id}/pdf`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const file = await answer.body();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));

  await page.goto('/verify');
  await expect(page.getByRole('heading', { level: 1, name: 'Check a document' })).toBeVisible();
  await satisfiesAxe(page, 'the page that checks documents');
  const choose = (buffer: Buffer) =>
    page.getByLabel('PDF file').setInputFiles({ name: 'invoice.pdf', mimeType: 'application/pdf', buffer });
  await choose(file);
  await expect(page.getByText('This document is genuine')).toBeVisible();
  await expect(page.getByText(invoice?.invoice_number ?? '-')).toBeVisible();
  expect(sent.filter((body) => body.length > 200)).toEqual([]);

  await choose(Buffer.concat([file, Buffer.from(' ')]));
  await expect(page.getByText('This clinic has not issued such a document')).toBeVisible();

  const code = /Check code ([0-9A-F-]{19})/.exec(pdfLines(file).join('\n'))?.[1] ?? '';
  await page.getByLabel('Check code').fill(code);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('This document is genuine')).toBeVisible();
  await satisfiesAxe(page, 'the result of a check');
});
