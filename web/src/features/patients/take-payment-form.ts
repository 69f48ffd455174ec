/** The form of a payment of several invoices: the parts follow the amount, oldest due first, until one is typed. */
import { useEffect, useRef } from 'react';
import type { InvoiceSummary } from '../../../../functions/contracts/invoices.ts';
import { patientPayments } from '../../../../functions/contracts/patient-payments.ts';
import { allocateOldestFirst, type Settleable } from '../../../../functions/domain/allocation.ts';
import { day } from '../../../../functions/domain/calendar.ts';
import { type Currency, formatMoney } from '../../../../functions/domain/currency.ts';
import { cents } from '../../../../functions/domain/money.ts';
import type { OfflineMethod } from '../../../../functions/domain/offline-payment.ts';
import { useContractForm } from '../../shared/inputs/contract-form.ts';
import type { FieldMessages } from '../../shared/inputs/form-errors.ts';
import { amountMistake } from '../../shared/money/amount-words.ts';
import type { AmountValue } from '../../shared/money/amounts.ts';
import type { Patient } from './queries.ts';

export type OpenInvoice = InvoiceSummary;
type Part = { invoice_id: string; amount_cents: AmountValue };

/** What is typed as a number of minor units; nothing and what cannot be read count as nothing. */
export const centsOf = (value: AmountValue): number => (typeof value === 'number' ? value : 0);

/** The invoices in the order in which a payment settles them, each with what it gets of the amount. */
export function partsOf(invoices: readonly OpenInvoice[], amountCents: number): Part[] {
  const settled = new Map(
    allocateOldestFirst(invoices.map(asSettleable), cents(amountCents)).map((part) => [
      part.invoiceId,
      part.amountCents,
    ]),
  );
  return invoices.map(({ id }) => ({ invoice_id: id, amount_cents: settled.get(id) ?? 'empty' }));
}

const asSettleable = (invoice: OpenInvoice): Settleable => ({
  id: invoice.id,
  patientId: invoice.patient_id,
  currency: invoice.currency,
  status: invoice.status,
  balanceCents: cents(invoice.balance_cents),
  dueOn: day(invoice.due_date),
  number: invoice.invoice_number,
});

/** The invoices in one currency, the oldest due first. */
export function inOrder(invoices: readonly OpenInvoice[], currency: Currency): OpenInvoice[] {
  const mine = invoices.filter((invoice) => invoice.currency === currency);
  const all = mine.reduce((sum, invoice) => sum + invoice.balance_cents, 0);
  const order = allocateOldestFirst(mine.map(asSettleable), cents(all)).map(({ invoiceId }) => invoiceId);
  return mine.sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

type Values = { amount_cents: AmountValue; invoices: Part[] };

export const allocatedCents = (parts: readonly Part[]): number =>
  parts.reduce((sum, part) => sum + centsOf(part.amount_cents), 0);

/** Parts above what is owed, parts above the payment, and no part at all. */
function mistakes(
  { amount_cents, invoices: parts }: Values,
  invoices: readonly OpenInvoice[],
  currency: Currency,
): FieldMessages {
  const found = new Map<string, string>();
  for (const [place, { balance_cents: most }] of invoices.entries()) {
    const value = parts[place]?.amount_cents ?? 'empty';
    const mistake = value === 'empty' ? undefined : amountMistake(value, { currency, least: 0, most });
    if (mistake) found.set(`invoices.${place}.amount_cents`, mistake);
  }
  const sum = allocatedCents(parts);
  if (sum > centsOf(amount_cents)) {
    found.set('amount_cents', `The invoices come to ${formatMoney(sum, currency)}, which is more than this.`);
  }
  if (sum === 0) found.set('invoices.0.amount_cents', 'Give at least one invoice a part of the payment.');
  return found;
}

type Given = { patient: Patient; invoices: readonly OpenInvoice[]; currency: Currency; today: string };

export function useTakePaymentForm({ patient, invoices, currency, today }: Given) {
  const owed = invoices.reduce((sum, invoice) => sum + invoice.balance_cents, 0);
  const form = useContractForm(patientPayments.takePayment.input, {
    values: {
      id: patient.id,
      amount_cents: owed as AmountValue,
      currency,
      method: 'cash' as OfflineMethod,
      reference: '',
      received_on: today,
      invoices: partsOf(invoices, owed),
    },
    toInput: ({ reference, received_on, invoices: parts, ...rest }) => ({
      ...rest,
      invoices: parts.map((part) => ({ ...part, amount_cents: centsOf(part.amount_cents) })),
      ...(reference.trim() && { reference }),
      ...(received_on && received_on !== today && { received_on }),
    }),
    amounts: { amount_cents: { currency } },
    check: (values) => mistakes(values, invoices, currency),
  });
  const isChosen = useRef(false);
  useEffect(() => {
    const watched = form.watch((_, { name, type }) => {
      if (type !== 'change') return;
      if (name?.startsWith('invoices.')) {
        isChosen.current = true;
        // What is said there is about their sum.
        form.clearErrors('amount_cents');
      }
      if (name !== 'amount_cents' || isChosen.current) return;
      form.setValue('invoices', partsOf(invoices, centsOf(form.getValues('amount_cents'))));
    });
    return () => watched.unsubscribe();
  }, [form, invoices]);
  return form;
}
