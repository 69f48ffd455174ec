/** The receipt of one payment that settled several invoices: what was received, and each invoice with its part. */
import { paymentsTable } from './document-model.ts';
import { column, common, type DocumentContext, type DocumentModel, moneyIn } from './document-parts.ts';
import { DOCUMENT_TEXTS } from './document-texts.ts';
import { fillIn } from './fill-in.ts';

export type ReceiptParts = {
  amount_cents: number;
  credit_cents: number;
  allocations: readonly { invoice_number: string; amount_cents: number; balance_cents: number }[];
};

/** The receipt with its number. The payment is shown whole, not by the part of the invoice that it is listed under. */
export function paymentReceiptModel(
  { facts, clinic }: DocumentContext,
  number: string,
  payment: ReceiptParts,
): DocumentModel {
  const words = DOCUMENT_TEXTS[facts.language];
  const money = moneyIn(facts);
  const whole = facts.payments.map((each) => ({ ...each, amount_cents: payment.amount_cents }));
  const document = common({ facts, clinic }, words.receipt);
  return {
    ...document,
    title: fillIn(words.paymentReceipt, { number }),
    facts: document.facts.filter(({ label }) => label === words.patient),
    tables: [
      paymentsTable({ ...facts, payments: whole }, true),
      {
        heading: words.paidInvoices,
        columns: [column(words.number, 3, false), column(words.stillOwed, 1.6), column(words.amount, 1.6)],
        rows: payment.allocations.map((part) => [
          part.invoice_number,
          money(part.balance_cents),
          money(part.amount_cents),
        ]),
      },
    ],
    sums: [
      { label: words.receivedInAll, text: money(payment.amount_cents), strong: true },
      ...(payment.credit_cents > 0
        ? [{ label: words.toCredit, text: money(payment.credit_cents), strong: false }]
        : []),
    ],
    foot: `${words.sealFoot}${document.foot}`,
  };
}
