/** What the lines of an invoice come to, from the request to the ledger: decimals, rates, and a discount before tax. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { editDraft } from '../../functions/capabilities/invoices/edit.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import { type LineDetails, NO_DETAILS } from '../../functions/domain/line-details.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const accounts = async (invoiceId: string) => {
  const rows = await clinic.rows<{ account: string; amount: number }>(
    'select account, sum(amount_cents)::int as amount from ledger_entries where invoice_id = $1 group by 1',
    [invoiceId],
  );
  return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
};

test('an hour and a half at 8.875 %, less a discount of the whole, is billed to the cent', async () => {
  const { id } = await clinic.issued({
    lines: [
      line(100_00, { quantity: 1.5, tax: { rateThousandths: 8_875 } }),
      line(50_00, { tax: { basisPoints: 825 } }),
    ],
    discountCents: 20_00,
  });
  const invoice = await clinic.invoice(id);
  expect(invoice.items).toMatchObject([
    {
      quantity: 1.5,
      invoice_discount_cents: 15_00,
      tax_rate_thousandths: 8_875,
      tax_basis_points: null,
      tax_cents: 11_98,
      total_cents: 161_98,
    },
    {
      quantity: 1,
      invoice_discount_cents: 5_00,
      tax_rate_thousandths: 8_250,
      tax_basis_points: 825,
      tax_cents: 3_71,
      total_cents: 53_71,
    },
  ]);
  expect(invoice).toMatchObject({ discount_cents: 20_00, total_amount_cents: 195_69 });
  expect(await accounts(id)).toEqual({ receivable: 195_69, revenue: -180_00, tax_payable: -15_69 });
});

const TREATED: LineDetails = {
  service_date: '2026-02-10',
  code: { system: 'CPT', code: '90837' },
  practitioner: { name: 'Dr. Ana Ruiz', licence_number: 'NPI 1234567893' },
  location: 'Room 2',
  unit: 'hour',
  discount_rate_thousandths: 12_500,
  discount_reason: 'Staff',
  tax_exempt_reason: 'Medical care',
  price_list_version_id: null,
  price_reason: null,
};

describe('a line says when, by whom and under which code', () => {
  test('as it was entered, after editing the draft and after issue', async () => {
    const id = await clinic.draft({ lines: [line(99_99, { quantity: 1.5, details: TREATED })] });
    await editDraft(clinic.app, { id, version: undefined }, { notes: 'checked' }, clinic.clerk);
    await issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk);
    // 149.99 less 12.5 %, which is 18.75 to the cent.
    expect((await clinic.invoice(id)).items).toMatchObject([
      { ...TREATED, discount_cents: 18_75, total_cents: 131_24 },
    ]);
  });

  test('and is not issued before that day', async () => {
    const today = dayIn(clinic.app.clinic.timeZone, clinic.app.clock.now());
    const on = (service_date: string) =>
      clinic.draft({
        dueOn: '2199-01-01',
        lines: [line(1_00), line(1_00, { details: { ...NO_DETAILS, service_date } })],
      });
    const early = await on(addDays(today, 1));
    await expect(issueInvoice(clinic.app, { id: early, notify: [] }, clinic.clerk)).rejects.toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'items.1.service_date', code: 'in_the_future' }],
    });
    await issueInvoice(clinic.app, { id: await on(today), notify: [] }, clinic.clerk);
  });
});

describe('a line is credited', () => {
  test('up to what was charged for it, with all of its tax', async () => {
    const lines = [line(100_00, { tax: { rateThousandths: 10_000 } }), line(100_00)];
    const { id } = await clinic.issued({ lines, discountCents: 50_00 });
    const [first] = (await clinic.invoice(id)).items;
    const credit = (amountCents: number) =>
      issueCreditNote(
        clinic.app,
        {
          invoiceId: id,
          reason: 'not done',
          of: { lines: [{ invoiceItemId: first?.id ?? '', amountCents }] },
        },
        clinic.admin,
      );
    await expect(credit(82_51)).rejects.toMatchObject({ code: 'validation_failed' });
    await credit(82_50);
    expect(await accounts(id)).toMatchObject({ receivable: 75_00, tax_payable: 0 });
  });
});

describe('the database refuses', () => {
  const change = (sql: string) => async () => {
    const id = await clinic.draft();
    return clinic.rows(sql.replaceAll('$draft', `'${id}'`));
  };
  test.each([
    [
      'a tax above the line',
      'update invoice_items set tax_cents = 10001 where invoice_id = $draft',
      'tax_check',
    ],
    [
      'four decimals',
      'update invoice_items set quantity = 1.0001 where invoice_id = $draft',
      'quantity_check',
    ],
    ['no quantity', 'update invoice_items set quantity = 0 where invoice_id = $draft', 'quantity_check'],
    [
      'a line below nothing',
      'update invoice_items set invoice_discount_cents = 10001 where invoice_id = $draft',
      'net_check',
    ],
    [
      'a discount that no line shares',
      'update invoices set discount_cents = 100, total_amount_cents = total_amount_cents - 100 where id = $draft',
      'share 0 of its discount of 100',
    ],
  ])('%s', async (_, sql, why) => {
    await expect(change(sql)()).rejects.toThrow(why);
  });
});

test('a draft of an earlier release, whose tax is above its line, is not issued', async () => {
  const id = await clinic.draft({ lines: [line(1_00)] });
  await clinic.rows('alter table invoice_items drop constraint invoice_items_tax_check');
  await clinic.rows(
    `with taxed as (update invoice_items set tax_cents = 50000 where invoice_id = '${id}')
     update invoices set total_amount_cents = 50100 where id = '${id}'`,
  );
  await expect(issueInvoice(clinic.app, { id, notify: [] }, clinic.clerk)).rejects.toMatchObject({
    fields: [{ path: 'items.0.tax_cents' }],
  });
});
