/** The parts of a balance as plain sentences, in the languages that patients read. */
import type { PartKind } from './balance-explanation.ts';
import { isolate } from './bidirectional-text.ts';
import { type Currency, formatMoney } from './currency.ts';
import { inWords } from './document-parts.ts';
import { LOCALES } from './document-texts.ts';
import { fillIn } from './fill-in.ts';
import { type LineUnit, quantityInWords } from './line-details.ts';
import type { Language } from './messages.ts';
import { methodInWords } from './payment-method.ts';

export type PartFacts = {
  kind: PartKind;
  /** The day in the clinic's calendar. */
  on: string;
  line: BilledItem | null;
  /** How the money came; null when the part is about no payment. */
  method: string | null;
  /** The number of the receipt, the credit note or the other invoice. */
  reference: string | null;
};

export type BilledItem = {
  description: string;
  quantity: number;
  unit: LineUnit | null;
  unit_price_cents: number;
  discount_cents: number;
  tax_cents: number;
};

const ENGLISH = {
  line: 'On {day}, the clinic billed {what}.',
  discount: 'On {day}, the clinic took a discount off this invoice.',
  charge: 'On {day}, the clinic billed this invoice.',
  cancellation: 'On {day}, the clinic canceled this invoice.',
  payment: 'On {day}, the clinic received a payment{details}.',
  payment_reversal:
    'On {day}, the clinic reversed a payment{details}, because it had been recorded by mistake.',
  moved_here: 'On {day}, the clinic moved a payment{details} to this invoice.',
  moved_away: 'On {day}, the clinic moved a payment{details} to another invoice.',
  credit_applied: 'On {day}, the patient’s credit paid for this.',
  credit_note: 'On {day}, the clinic credited a part of this invoice{details}.',
  write_off: 'On {day}, the clinic wrote this amount off, so it need not be paid.',
  write_off_reversal: 'On {day}, the clinic reversed a write-off, so this amount is owed again.',
  refund: 'On {day}, the clinic refunded this amount of a payment{details}.',
  refund_credited: 'On {day}, the clinic took the refunded amount off this invoice, so it need not be paid.',
  effect_credited: 'On {day}, the clinic took a refunded amount off this invoice, so it need not be paid.',
  effect_reopened: 'On {day}, the clinic added a refunded amount to this invoice again, so it is owed.',
  refund_failed: 'On {day}, a refund came back to the clinic, so it counts as paid again.',
  refund_charged_again:
    'On {day}, the clinic billed again what it had taken off for a refund that came back.',
  dispute_lost: 'On {day}, the bank took back a payment{details} after a dispute, so it is owed again.',
  dispute_reinstated: 'On {day}, the bank returned a disputed payment{details} to the clinic.',
  adjustment: 'On {day}, this amount was adjusted.',
  item: '{item} ({quantity} × {price}{discount}{tax})',
  lessDiscount: ', less {amount} discount',
  withTax: ', plus {amount} tax',
  receipt: 'receipt {number}',
  note: 'credit note {number}',
  from: 'from invoice {number}',
  to: 'invoice {number}',
} satisfies Record<
  PartKind | 'item' | 'lessDiscount' | 'withTax' | 'receipt' | 'note' | 'from' | 'to',
  string
>;

const SPANISH: typeof ENGLISH = {
  line: 'El {day}, la clínica facturó {what}.',
  discount: 'El {day}, la clínica aplicó un descuento a esta factura.',
  charge: 'El {day}, la clínica emitió esta factura.',
  cancellation: 'El {day}, la clínica anuló esta factura.',
  payment: 'El {day}, la clínica recibió un pago{details}.',
  payment_reversal: 'El {day}, la clínica anuló un pago{details}, porque se había registrado por error.',
  moved_here: 'El {day}, la clínica trasladó un pago{details} a esta factura.',
  moved_away: 'El {day}, la clínica trasladó un pago{details} a otra factura.',
  credit_applied: 'El {day}, se pagó esto con el saldo a favor del paciente.',
  credit_note: 'El {day}, la clínica abonó una parte de esta factura{details}.',
  write_off: 'El {day}, la clínica condonó este importe, así que no hay que pagarlo.',
  write_off_reversal: 'El {day}, la clínica retiró una condonación, así que este importe se debe de nuevo.',
  refund: 'El {day}, la clínica reembolsó este importe de un pago{details}.',
  refund_credited:
    'El {day}, la clínica descontó de esta factura el importe reembolsado, así que no hay que pagarlo.',
  effect_credited:
    'El {day}, la clínica descontó de esta factura un importe reembolsado, así que no hay que pagarlo.',
  effect_reopened:
    'El {day}, la clínica volvió a sumar a esta factura un importe reembolsado, así que se debe.',
  refund_failed: 'El {day}, un reembolso volvió a la clínica, así que cuenta de nuevo como pagado.',
  refund_charged_again:
    'El {day}, la clínica volvió a facturar lo que había descontado por un reembolso que volvió.',
  dispute_lost: 'El {day}, el banco retiró un pago{details} tras una reclamación, así que se debe de nuevo.',
  dispute_reinstated: 'El {day}, el banco devolvió a la clínica un pago reclamado{details}.',
  adjustment: 'El {day}, se ajustó este importe.',
  item: '{item} ({quantity} × {price}{discount}{tax})',
  lessDiscount: ', menos {amount} de descuento',
  withTax: ', más {amount} de impuestos',
  receipt: 'recibo {number}',
  note: 'nota de crédito {number}',
  from: 'de la factura {number}',
  to: 'factura {number}',
};

export const BALANCE_TEXTS: Record<Language, typeof ENGLISH> = { en: ENGLISH, es: SPANISH };

/** What happened and when, as one sentence; its amount stands beside it. */
export function partInWords(part: PartFacts, language: Language, currency: Currency): string {
  const words = BALANCE_TEXTS[language];
  const details = detailsOf(part, language);
  return fillIn(words[part.kind], {
    day: inWords(part.on, language),
    what: part.line ? itemInWords(part.line, language, currency) : '',
    details: details.length === 0 ? '' : ` (${details.join(', ')})`,
  });
}

function detailsOf({ kind, method, reference }: PartFacts, language: Language): string[] {
  const words = BALANCE_TEXTS[language];
  const label =
    kind === 'credit_note'
      ? words.note
      : kind === 'moved_here'
        ? words.from
        : kind === 'moved_away'
          ? words.to
          : words.receipt;
  return [
    ...(method === null ? [] : [methodInWords(method, language).toLocaleLowerCase(LOCALES[language])]),
    ...(reference === null ? [] : [fillIn(label, { number: reference })]),
  ];
}

function itemInWords(item: BilledItem, language: Language, currency: Currency): string {
  const words = BALANCE_TEXTS[language];
  const locale = LOCALES[language];
  const money = (cents: number) => formatMoney(cents, currency, locale);
  const some = (text: string, cents: number) => (cents === 0 ? '' : fillIn(text, { amount: money(cents) }));
  return fillIn(words.item, {
    item: isolate(item.description),
    quantity: quantityInWords(item, { language, locale }),
    price: money(item.unit_price_cents),
    discount: some(words.lessDiscount, item.discount_cents),
    tax: some(words.withTax, item.tax_cents),
  });
}
