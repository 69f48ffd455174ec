/** What patients were sent, as the clerk sees it: what bounced, what to do about it, links, reminders and their stop. */
import { expect, type Page, test } from '@playwright/test';
import { emailText } from '../../functions/domain/messages.ts';
import { api, bearer, demo, open, run, satisfiesAxe } from '../support/staff-pages.ts';

const clerk = demo('billing_clerk');
const faults = (page: Page, data: object) => page.request.post(`${run.inbox}/_control/faults`, { data });

type Message = { id: string; state: string };

/** An issued invoice whose first e-mail came back, or arrived. */
async function invoiced(
  page: Page,
  { name, email, bounces = false }: { name: string; email: string; bounces?: boolean },
): Promise<{ id: string; number: string; patientId: string }> {
  const token = await bearer(page, clerk);
  const patient = await api<{ id: string }>(page, 'post', 'patients', { data: { name, email }, token });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 120_00 }];
  const data = { patient_id: patient.id, due_date: '2099-12-31', items };
  const { id } = await api<{ id: string }>(page, 'post', 'invoices', { data, token });
  if (bounces) await faults(page, { mail: 'bounce', times: 1, to: email });
  const issued = await api<{ invoice_number: string }>(page, 'post', `invoices/${id}/issue`, {
    data: { notify: ['email'] },
    token,
  });
  await expect
    .poll(async () => {
      const { data: sent } = await api<{ data: Message[] }>(page, 'get', `messages?invoice_id=${id}`, {
        token,
      });
      return sent[0]?.state;
    })
    .toBe(bounces ? 'failed' : 'sent');
  return { id, number: issued.invoice_number, patientId: patient.id };
}

/** The table's row on a desk, the card on a phone. */
const entry = (page: Page, text: string) =>
  page
    .getByRole('row')
    .or(page.getByRole('list', { name: 'Messages' }).getByRole('listitem'))
    .filter({ hasText: text });

test('a message that bounced is found, the address is corrected, and it is sent again', async ({
  page,
}, info) => {
  const name = `Bea Bounced ${info.project.name} ${info.retry}`;
  const address = (word: string) => `${word}.${info.project.name}.${info.retry}@patients.example`;
  const { number } = await invoiced(page, { name, email: address('wrong'), bounces: true });
  await open(page, '/staff', clerk);
  await page.getByRole('link', { name: /did not arrive/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Messages' })).toBeFocused();
  await expect(entry(page, number)).toContainText('Bounced');
  await expect(entry(page, number)).toContainText('Correct the address, then send it again.');
  await satisfiesAxe(page, 'messages');

  await entry(page, number)
    .getByRole('button', { name: /^Send again/ })
    .click();
  const asking = page.getByRole('alertdialog');
  await expect(asking).toContainText('w•••@patients.example refused the last message.');
  await satisfiesAxe(page, 'send again after a bounce');
  await asking
    .getByRole('link', { name: 'Correct the address' })
    .or(asking.getByText('Correct the address'))
    .first()
    .click();
  const editing = page.getByRole('dialog');
  await editing.getByLabel('E-mail').fill(address('right'));
  await editing.getByRole('button', { name: 'Save changes' }).click();
  await expect(editing).toBeHidden();

  await page.getByRole('link', { name: 'Messages' }).last().click();
  await expect(entry(page, number)).toContainText('The address has changed since: send it again.');
  await satisfiesAxe(page, 'messages of a patient');
  await entry(page, number)
    .getByRole('button', { name: /^Send again/ })
    .click();
  await expect(asking).toContainText('to the address that is on file now');
  await asking.getByRole('button', { name: 'Send again' }).click();
  await expect(asking).toBeHidden();
  await expect(entry(page, 'r•••@patients.example')).toContainText('Delivered', { timeout: 30_000 });
  await page.goto('/staff/messages');
  await expect(page.getByText('Loading messages')).toHaveCount(0);
  await expect(entry(page, number)).toHaveCount(0);
});

test('the invoice shows how often its link was opened, and the link can be revoked', async ({
  page,
  context,
}, info) => {
  const email = `links.${info.project.name}.${info.retry}@patients.example`;
  const { id } = await invoiced(page, { name: `Lee Links ${info.project.name}`, email });
  const inbox = await (
    await page.request.get(`${run.inbox}/api/messages?to=${encodeURIComponent(email)}`)
  ).text();
  const link = /http[^"\s\\]+\/patient\/invoice\/[A-Za-z0-9_-]+/.exec(inbox)?.[0] ?? '';
  const patient = await context.newPage();
  await patient.goto(link);
  await expect(patient.getByRole('heading', { level: 1 })).toContainText('CLINIC-');

  await open(page, `/staff/invoices/${id}`, clerk);
  const links = page.getByRole('region', { name: 'Patient links' });
  await expect(links).toContainText('Opened once');
  await satisfiesAxe(page, 'invoice with messages, reminders and links');
  await links.getByRole('button', { name: /^Revoke link: To read and pay/ }).click();
  const asking = page.getByRole('alertdialog');
  await expect(asking).toContainText('will no longer open the invoice');
  await expect(asking.getByRole('button', { name: 'Keep link' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(links.getByRole('button', { name: /^Revoke link: To read and pay/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await asking.getByRole('button', { name: 'Revoke link' }).click();
  await expect(links).not.toContainText('To read and pay');
  await links.getByRole('button', { name: /^Show 1 inactive/ }).click();
  await expect(links).toContainText('Revoked');
  await patient.reload();
  await expect(patient.getByRole('heading', { level: 1 })).toContainText(/link/i);
});

test(
  'reminders are paused for an invoice and declined by a patient, and the invoice says so',
  { tag: '@any-width' },
  async ({ page }, info) => {
    const name = `Rae Reminded ${info.project.name} ${info.retry}`;
    const email = `rae.${info.project.name}.${info.retry}@patients.example`;
    const { id, patientId } = await invoiced(page, { name, email });
    await open(page, `/staff/invoices/${id}`, clerk);
    const reminders = page.getByRole('region', { name: 'Reminders' });
    await expect(reminders).toContainText('Next on Dec 28, 2099, from 08:00, by e-mail');
    await reminders.getByRole('button', { name: 'Pause reminders' }).click();
    await expect(reminders).toContainText('Paused for this invoice.');
    await reminders.getByRole('button', { name: 'Resume reminders' }).click();
    await expect(reminders).toContainText('Next on');

    await page.goto(`/staff/patients/${patientId}`);
    const choice = page.getByRole('switch', { name: 'Send reminders' });
    await choice.click();
    await expect(page.getByText('The patient has wanted none since')).toBeVisible();
    await satisfiesAxe(page, 'patient who wants no reminders');
    await page.goto(`/staff/invoices/${id}`);
    await expect(reminders).toContainText('the patient wants no reminders');
  },
);

test('every e-mail is accessible as it is rendered, in both languages', { tag: '@any-width' }, async ({
  page,
}) => {
  const facts = {
    clinicName: 'Clínica Ñuñoa & Daughters',
    clinicPhone: '+1 555 0100',
    invoiceNumber: 'CLINIC-202611-10001',
    url: 'https://billing.example/patient/invoice/abc',
  };
  for (const language of ['en', 'es'] as const) {
    for (const kind of ['invoice', 'receipt', 'fresh_link', 'reminder', 'refund'] as const) {
      await page.setContent(emailText(kind, language, facts).html);
      await satisfiesAxe(page, `${kind} in ${language}`);
      // One thing to do, and who writes stands first.
      await expect(page.getByRole('link')).toHaveCount(1);
      await expect(page.getByRole('heading')).toHaveText(facts.clinicName);
    }
  }
});

test('nothing to see to is said in words, at every filter', { tag: '@any-width' }, async ({ page }) => {
  await open(page, '/staff/messages?state=skipped', clerk);
  await expect(page.getByRole('heading', { name: 'Nothing was stopped' })).toBeVisible();
  await satisfiesAxe(page, 'no messages');
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await expect(page).toHaveURL(/state=all/);
  await expect(page.getByText(/by e-mail/).first()).toBeVisible();
});
