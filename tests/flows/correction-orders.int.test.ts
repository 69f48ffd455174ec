/** Corrections of one invoice in every order: each is done or refused with a reason, and the books stay right. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../functions/capabilities/invoices/credit-note.ts';
import { writeOffInvoice } from '../../functions/capabilities/invoices/write-off.ts';
import { reverseWriteOff } from '../../functions/capabilities/invoices/write-off-reverse.ts';
import { applyCredit } from '../../functions/capabilities/patients/credit-apply.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { applyRefund } from '../../functions/capabilities/stripe-events/refund.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { cents } from '../../functions/domain/money.ts';
import { Refusal } from '../../functions/domain/refusal.ts';
import { payOnline } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

type Bill = { id: string; patientId: string; cash: string[]; online: string[] };
const by = () => clinic.admin;
async function pay(bill: Bill, amountCents: number) {
  const input = { invoiceId: bill.id, amountCents, method: 'cash' as const };
  const { id } = await recordPayment(clinic.app, { ...input, reference: null, receivedOn: undefined }, by());
  bill.cash.push(id);
}
/** Refunds what was paid online, so that the patient owes it again, and books it as Stripe reports it. */
async function reopen({ id: invoiceId, online }: Bill) {
  const paymentIntentId = online.pop() ?? refuseNone();
  const paid = await clinic.app.db.read.payments.ofInvoice(invoiceId);
  const paymentId = paid.find((payment) => payment.stripe_payment_id === paymentIntentId)?.id ?? '';
  const input = { paymentId, amountCents: undefined, reason: 'other', note: null, effect: 'reopen' } as const;
  const { id } = await requestRefund(clinic.app, input, clinic.clerk);
  await approveRefund(clinic.app, id, by());
  const ids = { paymentIntentId, chargeId: null, stripeRefundId: `re_${randomUUID()}`, ourId: id };
  const facts = { amountCents: cents(100_00), currency: 'usd', reason: null, failureReason: null };
  const reported = { ...ids, ...facts, state: 'succeeded' as const, at: new Date() };
  const source = { id: `evt_${randomUUID()}`, payload: '{}' };
  await clinic.app.db.transaction((tx) =>
    applyRefund({ app: clinic.app, tx, by: bySystem('test'), source }, reported, {}),
  );
}
const OPERATIONS = {
  writeOff: (bill) =>
    writeOffInvoice(clinic.app, { invoiceId: bill.id, amountCents: 40_00, reason: 'x' }, by()),
  reverseWriteOff: (bill) => reverseWriteOff(clinic.app, { invoiceId: bill.id, reason: 'x' }, by()),
  creditNote: (bill) =>
    issueCreditNote(clinic.app, { invoiceId: bill.id, reason: 'x', of: { amountCents: 30_00 } }, by()),
  pay: (bill) => pay(bill, 60_00),
  overpay: (bill) => pay(bill, 140_00),
  reversePayment: (bill) => reversePayment(clinic.app, bill.cash.pop() ?? refuseNone(), 'x', by()),
  payOnline: async (bill) => bill.online.push(await payOnline(clinic.app, bill.id, 100_00)),
  refund: reopen,
  applyCredit: (bill) =>
    applyCredit(clinic.app, { patientId: bill.patientId, invoiceId: bill.id, amountCents: undefined }, by()),
  cancel: (bill) => cancelInvoice(clinic.app, { id: bill.id, reason: 'x' }, by()),
} satisfies Record<string, (bill: Bill) => Promise<unknown>>;
type Operation = keyof typeof OPERATIONS;
const ALL = Object.keys(OPERATIONS) as Operation[];

const refuseNone = (): never => {
  throw new Refusal('conflict', 'none', 'There is none.');
};

async function played(
  operations: readonly Operation[],
): Promise<{ refused: string | null; broken: string | null }> {
  const invoice = await clinic.issued();
  const bill: Bill = { id: invoice.id, patientId: invoice.patient_id, cash: [], online: [] };
  for (const [index, name] of operations.entries()) {
    try {
      await OPERATIONS[name](bill);
    } catch (error) {
      if (!(error instanceof Refusal))
        return { refused: null, broken: `${operations.slice(0, index + 1)}: ${error}` };
      return { refused: `${error.code}: ${error.message}`, broken: null };
    }
  }
  return { refused: null, broken: null };
}

async function broken(before: readonly Operation[], depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const name of ALL) {
    const order = [...before, name];
    const { refused, broken: fault } = await played(order);
    if (fault) found.push(fault);
    else if (!refused && depth > 1) found.push(...(await broken(order, depth - 1)));
  }
  return found;
}

test('every order of two is done or refused', async () => {
  expect(await broken([], 2)).toEqual([]);
}, 600_000);

test.each<[Operation[], string | null]>([
  [['writeOff', 'cancel'], 'invoice_written_off'],
  [['writeOff', 'reverseWriteOff', 'cancel'], null],
  [['writeOff', 'reverseWriteOff', 'cancel', 'reverseWriteOff'], 'invoice_cancelled'],
  [['writeOff', 'overpay', 'reversePayment', 'cancel'], 'invoice_written_off'],
  [['writeOff', 'payOnline', 'refund', 'cancel'], 'invoice_written_off'],
  [['writeOff', 'payOnline', 'refund', 'reverseWriteOff', 'cancel', 'reverseWriteOff'], 'invoice_cancelled'],
  [['creditNote', 'cancel'], 'invoice_has_credit'],
  [['overpay', 'reversePayment', 'cancel'], null],
  [['pay', 'writeOff', 'reversePayment', 'cancel'], 'invoice_written_off'],
])('%s: %s', async (order, code) => {
  const { refused, broken: fault } = await played(order);
  expect([refused?.split(':')[0] ?? null, fault]).toEqual([code, null]);
});
