/** Credit notes, write-offs and moved due dates: each with a reason, each in the ledger, none too much. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { type CreditNoteInput, issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { moveDueDate } from '../../functions/capabilities/invoices/due-date.ts';
import { writeOffInvoice } from '../../functions/capabilities/invoices/write-off.ts';
import { reverseWriteOff } from '../../functions/capabilities/invoices/write-off-reverse.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import { day } from '../../functions/domain/calendar.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
  leaveStripeAway(clinic.app);
});
afterAll(() => clinic.close());

const creditOf = (invoiceId: string, of: CreditNoteInput['of']) =>
  issueCreditNote(clinic.app, { invoiceId, reason: 'not given', of }, clinic.admin);
const pay = (invoiceId: string, amountCents: number) =>
  recordPayment(
    clinic.app,
    { invoiceId, amountCents, method: 'cash', reference: null, receivedOn: undefined },
    clinic.admin,
  );
const sums = async (invoiceId: string) =>
  Object.fromEntries(
    (
      await clinic.rows<{ account: string; cents: number }>(
        'select account, sum(amount_cents)::bigint as cents from ledger_entries where invoice_id = $1 group by 1',
        [invoiceId],
      )
    ).map(({ account, cents }) => [account, cents]),
  );

describe('a credit note', () => {
  test('takes a part off the debt, with its share of the tax, under its own number', async () => {
    const { id } = await clinic.issued({ lines: [line(100_00, { tax: { basisPoints: 1000 } })] });
    const { id: noteId } = await creditOf(id, { amountCents: 33_00 });
    expect(await clinic.app.db.read.corrections.creditNote(noteId)).toMatchObject({
      number: expect.stringMatching(/^CLINIC-CN-\d{6}-\d{4}$/),
      amount_cents: 33_00,
      tax_cents: 3_00,
      owed_cents: 33_00,
      to_credit_cents: 0,
    });
    expect(await clinic.invoice(id)).toMatchObject({
      status: 'issued',
      balance_cents: 77_00,
      payment_summary: { credited_cents: 33_00 },
    });
  });

  test('in any steps takes back exactly the tax that was charged', async () => {
    const { id } = await clinic.issued({ lines: [line(99_97, { tax: { basisPoints: 725 } })] });
    const { total_amount_cents: total } = await clinic.invoice(id);
    for (const amountCents of [1, 33_33, 7, total - 33_41]) await creditOf(id, { amountCents });
    const after = await sums(id);
    expect(after.tax_payable).toBe(0);
    expect((after.revenue ?? 0) + (after.adjustments ?? 0)).toBe(0);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    await expect(creditOf(id, { amountCents: 1 })).rejects.toMatchObject({ code: 'nothing_to_credit' });
  });

  test('of chosen lines takes their own tax', async () => {
    const { id, items } = await clinic.issued({
      lines: [line(50_00, { tax: { basisPoints: 2000 } }), line(40_00)],
    });
    const [taxed, untaxed] = items.map((item) => item.id);
    const { id: noteId } = await creditOf(id, {
      lines: [
        { invoiceItemId: taxed ?? '', amountCents: 30_00 },
        { invoiceItemId: untaxed ?? '', amountCents: 40_00 },
      ],
    });
    expect(await clinic.app.db.read.corrections.creditNote(noteId)).toMatchObject({
      amount_cents: 70_00,
      tax_cents: 5_00,
      lines: [
        { amount_cents: 30_00, tax_cents: 5_00 },
        { amount_cents: 40_00, tax_cents: 0 },
      ],
    });
    await expect(
      creditOf(id, { lines: [{ invoiceItemId: untaxed ?? '', amountCents: 1 }] }),
    ).rejects.toMatchObject({ fields: [{ path: 'lines.0.amount_cents', code: 'above_line' }] });
    await creditOf(id, { lines: [{ invoiceItemId: taxed ?? '', amountCents: 30_00 }] });
    expect((await sums(id)).tax_payable).toBe(0);
    const other = await clinic.issued();
    await expect(
      creditOf(id, { lines: [{ invoiceItemId: other.items[0]?.id ?? '', amountCents: 1 }] }),
    ).rejects.toMatchObject({ fields: [{ code: 'line_unknown' }] });
  });

  test('of what was paid becomes the patient’s credit, and never more than that', async () => {
    const { id, patient_id } = await clinic.issued();
    await pay(id, 60_00);
    const { id: noteId } = await creditOf(id, { amountCents: 70_00 });
    expect(await clinic.app.db.read.corrections.creditNote(noteId)).toMatchObject({
      owed_cents: 40_00,
      to_credit_cents: 30_00,
    });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    const patient = await clinic.app.db.read.patients.get(patient_id);
    expect(patient?.balances).toMatchObject([{ credit_cents: 30_00, balance_cents: 0 }]);
    await expect(creditOf(id, { amountCents: 30_01 })).rejects.toMatchObject({
      fields: [{ code: 'above_creditable' }],
    });
    await creditOf(id, { amountCents: 30_00 });
    await expect(creditOf(id, { amountCents: 1 })).rejects.toMatchObject({ code: 'nothing_to_credit' });
    expect(await clinic.app.db.read.corrections.creditNotesOf(id)).toHaveLength(2);
  });

  test('of money that was reversed later leaves the invoice to be credited, not cancelled', async () => {
    const { id } = await clinic.issued();
    const { id: paymentId } = await pay(id, 100_00);
    await creditOf(id, { amountCents: 30_00 });
    await reversePayment(clinic.app, paymentId, 'the cheque bounced', clinic.admin);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    await expect(cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk)).rejects.toMatchObject({
      code: 'invoice_has_credit',
    });
    await creditOf(id, { amountCents: 70_00 });
    await expect(creditOf(id, { amountCents: 1 })).rejects.toMatchObject({ code: 'nothing_to_credit' });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 30_00 });
  });

  test('is refused for drafts and cancelled invoices', async () => {
    await expect(creditOf(await clinic.draft(), { amountCents: 1 })).rejects.toMatchObject({
      code: 'invoice_not_issued',
    });
  });

  test('many at once never credit more than there is, and leave no gap in their numbers', async () => {
    const { id } = await clinic.issued();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => creditOf(id, { amountCents: 30_00 })),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(3);
    const numbers = await clinic.rows<{ sequence: number }>(
      `select sequence from document_numbers where kind = 'credit_note' order by 1`,
    );
    expect(numbers.map((row) => row.sequence)).toEqual(numbers.map((_, index) => index + 1));
  });
});

describe('a write-off', () => {
  const writeOff = (invoiceId: string, amountCents?: number) =>
    writeOffInvoice(clinic.app, { invoiceId, amountCents, reason: 'too small' }, clinic.admin);

  test('of a part or all settles what is owed, and its reversal makes it owed again', async () => {
    const { id } = await clinic.issued();
    await pay(id, 99_00);
    await writeOff(id, 40);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'partially_paid', balance_cents: 60 });
    await writeOff(id);
    expect(await clinic.invoice(id)).toMatchObject({
      status: 'paid',
      payment_summary: { written_off_cents: 1_00, paid_cents: 99_00 },
    });
    await expect(writeOff(id)).rejects.toMatchObject({ code: 'nothing_owed' });
    const back = () => reverseWriteOff(clinic.app, { invoiceId: id, reason: 'paid after all' }, clinic.admin);
    const { id: reversal } = await back();
    expect(await clinic.app.db.read.corrections.writeOff(reversal)).toMatchObject({ amount_cents: 60 });
    await back();
    expect(await clinic.invoice(id)).toMatchObject({ status: 'partially_paid', balance_cents: 1_00 });
    await expect(back()).rejects.toMatchObject({ code: 'not_written_off' });
    expect((await sums(id)).write_offs).toBe(0);
  });

  test('is never more than is owed', async () => {
    const { id } = await clinic.issued();
    await expect(writeOff(id, 100_01)).rejects.toMatchObject({ fields: [{ code: 'above_balance' }] });
  });
});

describe('a due date', () => {
  const move = (invoiceId: string, dueOn: string) =>
    moveDueDate(clinic.app, { invoiceId, dueOn: day(dueOn), reason: 'asked for time' }, clinic.admin);

  test('moves with a reason, is remembered, and a later one is not late any more', async () => {
    clinic.at(new Date('2026-10-01T15:00:00Z'));
    const { id } = await clinic.issued({ dueOn: '2026-10-15' });
    clinic.at(new Date('2026-11-23T15:00:00Z'));
    await clinic.rows(`update invoices set overdue_since = '2026-10-16' where id = $1`, [id]);
    await move(id, '2026-11-01');
    expect(await clinic.invoice(id)).toMatchObject({ due_date: '2026-11-01', overdue_since: '2026-11-02' });
    await move(id, '2027-01-31');
    expect(await clinic.invoice(id)).toMatchObject({ due_date: '2027-01-31', overdue_since: null });
    expect(await clinic.app.db.read.corrections.dueDateChangesOf(id)).toMatchObject([
      { from_date: '2026-10-15', to_date: '2026-11-01', reason: 'asked for time' },
      { from_date: '2026-11-01', to_date: '2027-01-31' },
    ]);
    await expect(move(id, '2027-01-31')).rejects.toMatchObject({ fields: [{ code: 'unchanged' }] });
    await expect(move(id, '2026-09-30')).rejects.toMatchObject({ fields: [{ code: 'before_issue' }] });
    clinic.at(new Date());
  });

  test('of what is not owed stays', async () => {
    const { id } = await clinic.issued();
    await pay(id, 100_00);
    await expect(move(id, '2027-01-31')).rejects.toMatchObject({ code: 'nothing_owed' });
  });
});
