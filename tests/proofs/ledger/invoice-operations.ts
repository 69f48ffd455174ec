/** Random operations on invoices, payments at the desk, corrections and credit. */

import { approvePayout } from '../../../functions/capabilities/credit-payouts/approve.ts';
import { cancelInvoice } from '../../../functions/capabilities/invoices/cancel.ts';
import { issueCreditNote } from '../../../functions/capabilities/invoices/credit-note.ts';
import { moveDueDate } from '../../../functions/capabilities/invoices/due-date.ts';
import { writeOffInvoice } from '../../../functions/capabilities/invoices/write-off.ts';
import { reverseWriteOff } from '../../../functions/capabilities/invoices/write-off-reverse.ts';
import { applyCredit } from '../../../functions/capabilities/patients/credit-apply.ts';
import { payOutCredit } from '../../../functions/capabilities/patients/credit-refund-offline.ts';
import { reversePayment } from '../../../functions/capabilities/payments/reverse.ts';
import { day } from '../../../functions/domain/calendar.ts';
import { buildIssued, payOffline, payOnline } from '../../support/clinic-builder.ts';
import { billOf, DUE } from '../clinic.ts';
import {
  amountFor,
  both,
  type Lane,
  type Operation,
  payments,
  pick,
  recent,
  touched,
  verdict,
} from './lane.ts';
import * as model from './model.ts';
import type { ModelInvoice } from './model-types.ts';
import type { Touch } from './orders.ts';

const TAX = [0, 725, 1900];

export const ISSUE: Operation = {
  name: 'issue',
  weight: 1,
  run: async (lane) => {
    const patient = lane.random.one(lane.patients);
    const [price, tax] = [lane.random.whole(1, 20_000), lane.random.one(TAX)];
    const bill = billOf(patient.id, price, { basisPoints: tax });
    const id = await buildIssued(lane.app, lane.clinic.clerk, bill);
    const invoice = model.newInvoice(id, patient, { price, basisPoints: tax, due: DUE });
    lane.invoices.push(invoice);
    return { patient, invoices: [invoice], expected: 'done', actual: 'done' };
  },
};

const used = (from: readonly ModelInvoice[], name: string): Touch[] =>
  from.map((invoice) => ({ invoice, name, done: true }));

/** What one admin may not pay out alone, the other approves at once: in the end the same is booked. */
async function approvedIfAsked({ app, clinic: { otherAdmin } }: Lane, payoutId: string): Promise<void> {
  const payout = await app.db.read.creditPayouts.get(payoutId);
  if (payout?.status === 'requested') await approvePayout(app, payoutId, otherAdmin);
}

export const INVOICE_OPERATIONS: readonly Operation[] = [
  {
    name: 'pay online',
    run: async (lane) => {
      const invoice = touched(lane);
      const amount = amountFor(lane, invoice.balance);
      const intent = await payOnline(lane.app, invoice.id, amount);
      // Reported a second time, it is the same payment.
      if (lane.random.whole(0, 3) === 0) await payOnline(lane.app, invoice.id, amount, intent);
      const found = await lane.app.db.read.payments.ofInvoice(invoice.id);
      const id = found.find((payment) => payment.stripe_payment_id === intent)?.id ?? '';
      model.receive(invoice, amount, intent)(id);
      return { patient: invoice.patient, invoices: [invoice], expected: 'done', actual: 'done' };
    },
  },
  {
    name: 'pay at the desk',
    run: async (lane) => {
      const invoice = touched(lane);
      const amount = amountFor(lane, invoice.balance);
      const id = await payOffline(lane.app, lane.clinic.clerk, invoice.id, amount);
      model.receive(invoice, amount, '')(id);
      return { patient: invoice.patient, invoices: [invoice], expected: 'done', actual: 'done' };
    },
  },
  {
    name: 'reverse a payment',
    run: async (lane) => {
      const payment = pick(lane, payments(lane), ({ intent, reversed }) => intent === '' && !reversed);
      if (!payment) return undefined;
      const { admin } = lane.clinic;
      const work = reversePayment(lane.app, payment.id, 'entered twice', admin);
      return both(payment.invoice, model.reverse(payment), work);
    },
  },
  {
    name: 'cancel',
    run: async (lane) => {
      const invoice = pick(lane, recent(lane), (one) => model.open(one) && one.balance === one.total);
      // Most invoices live on.
      if (!invoice || (invoice.payments.length === 0 && lane.random.whole(0, 3) > 0)) return undefined;
      const work = cancelInvoice(lane.app, { id: invoice.id, reason: 'no show' }, lane.clinic.clerk);
      return both(invoice, model.cancel(invoice), work);
    },
  },
  {
    name: 'credit note',
    run: (lane) => {
      const invoice = touched(lane);
      const amountCents = amountFor(lane, lane.random.one([invoice.balance, Math.max(invoice.kept, 1)]));
      const { clerk } = lane.clinic;
      const note = { invoiceId: invoice.id, reason: 'not given', of: { amountCents } };
      const work = issueCreditNote(lane.app, note, clerk);
      return both(invoice, model.credit(invoice, amountCents), work);
    },
  },
  {
    name: 'write off',
    run: (lane) => {
      const invoice = touched(lane);
      const amountCents = lane.random.one([undefined, amountFor(lane, invoice.balance)]);
      const { admin } = lane.clinic;
      const input = { invoiceId: invoice.id, amountCents, reason: 'too small' };
      const work = writeOffInvoice(lane.app, input, admin);
      return both(invoice, model.writeOff(invoice, amountCents), work);
    },
  },
  {
    name: 'reverse a write-off',
    run: async (lane) => {
      const invoice = pick(lane, recent(lane), ({ writtenOff }) => writtenOff.length > 0);
      if (!invoice) return undefined;
      const { admin } = lane.clinic;
      const work = reverseWriteOff(lane.app, { invoiceId: invoice.id, reason: 'found' }, admin);
      return both(invoice, model.reverseWriteOff(invoice), work);
    },
  },
  {
    name: 'apply credit',
    weight: 4,
    run: async (lane) => {
      const invoice = pick(lane, recent(lane), (one) => model.open(one) && model.creditOf(one.patient) > 0);
      if (!invoice) return undefined;
      // Now and then by mistake another patient's.
      const patient = lane.random.whole(0, 5) === 0 ? lane.random.one(lane.patients) : invoice.patient;
      const most = Math.min(model.creditOf(patient), invoice.balance);
      const amountCents = lane.random.one([undefined, amountFor(lane, most)]);
      const { clerk } = lane.clinic;
      const input = { patientId: patient.id, invoiceId: invoice.id, amountCents };
      const expected = model.apply(invoice, patient, amountCents);
      const actual = await verdict(applyCredit(lane.app, input, clerk));
      const also = used(expected.from, 'credit applied elsewhere').filter((one) => one.invoice !== invoice);
      const invoices = [invoice, ...also.map((one) => one.invoice)];
      return { patient: invoice.patient, invoices, also, expected: expected.verdict, actual };
    },
  },
  {
    name: 'pay credit out',
    run: async (lane) => {
      const patient = pick(lane, lane.patients, (one) => model.creditOf(one) > 0);
      if (!patient) return undefined;
      const amountCents = amountFor(lane, model.creditOf(patient));
      const { admin } = lane.clinic;
      const input = { patientId: patient.id, currency: 'usd' as const, amountCents, method: 'cash' as const };
      const sources = patient.lots.map((lot) => lot.invoice);
      const expected = model.payOut(patient, amountCents);
      const work = payOutCredit(lane.app, { ...input, reference: 'drawer' }, admin).then(({ id }) =>
        approvedIfAsked(lane, id),
      );
      const done = expected.verdict === 'done';
      const also = (done ? expected.from : sources).map((invoice) => ({
        invoice,
        name: 'pay credit out',
        done,
      }));
      return {
        patient,
        invoices: expected.from,
        also,
        expected: expected.verdict,
        actual: await verdict(work),
      };
    },
  },
  {
    name: 'move a due date',
    run: async (lane) => {
      const invoice = touched(lane);
      // A fee was issued on a later day than these.
      if (invoice.feePeriods === null) return undefined;
      const due = `2027-0${lane.random.whole(7, 8)}-01`;
      const { clerk } = lane.clinic;
      const input = { invoiceId: invoice.id, dueOn: day(due), reason: 'asked for time' };
      const work = moveDueDate(lane.app, input, clerk);
      return both(invoice, model.move(invoice, due), work);
    },
  },
];
