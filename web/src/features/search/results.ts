/** What the palette lists: groups of items, each with where it leads. */
import type { Found } from '../../../../functions/contracts/search.ts';
import type { Action } from '../../../../functions/domain/access.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { METHOD_WORDS, type PaymentMethod } from '../../../../functions/domain/payment-method.ts';
import { formatDay } from '../../shared/text/dates.ts';
import { placesFor } from './places.ts';

/** `title` and `facts` may hold what people typed: they are shown isolated, each for itself. */
export type Item = { key: string; title: string; facts: readonly string[]; to: string };
export type ItemGroup = { heading: string; items: readonly Item[] };

/** Without a text, the most wanted places are enough. */
const FIRST_PLACES = 7;

const given = (...facts: readonly (string | null | undefined)[]): string[] =>
  facts.flatMap((fact) => fact || []);

const places = (text: string, can: (action: Action) => boolean, kind: 'page' | 'action'): Item[] =>
  placesFor(text, can)
    .filter((place) => place.kind === kind)
    .map(({ label, to }) => ({ key: to, title: label, facts: [], to }))
    .slice(0, text === '' ? FIRST_PLACES : undefined);

const patients = (found: Found): Item[] =>
  found.patients.map(({ id, name, dob, phone, email }) => ({
    key: id,
    title: name,
    facts: given(dob && `born ${formatDay(dob)}`, phone, email),
    to: `/staff/patients/${id}`,
  }));

const invoices = (found: Found): Item[] =>
  found.invoices.map((invoice) => ({
    key: invoice.id,
    title: invoice.invoice_number ?? 'Draft',
    facts: given(
      invoice.patient_name,
      formatMoney(invoice.total_amount_cents, invoice.currency),
      invoice.balance_cents > 0 && invoice.balance_cents !== invoice.total_amount_cents
        ? `${formatMoney(invoice.balance_cents, invoice.currency)} open`
        : undefined,
      invoice.status === 'cancelled' ? 'canceled' : invoice.status.replace('_', ' '),
    ),
    to: `/staff/invoices/${invoice.id}`,
  }));

const payments = (found: Found): Item[] =>
  found.payments.map((payment) => ({
    key: payment.id,
    title: payment.receipt_number ?? `${formatMoney(payment.amount_cents, payment.currency)} payment`,
    facts: given(
      payment.patient_name,
      formatMoney(payment.amount_cents, payment.currency),
      METHOD_WORDS.en[payment.method as PaymentMethod],
      payment.status === 'succeeded' ? undefined : payment.status,
      payment.invoice_number && `for ${payment.invoice_number}`,
    ),
    to: `/staff/payments?payment=${payment.id}`,
  }));

const creditNotes = (found: Found): Item[] =>
  found.credit_notes.map((note) => ({
    key: note.id,
    title: note.number,
    facts: given(
      note.patient_name,
      formatMoney(note.amount_cents, note.currency),
      note.invoice_number && `for ${note.invoice_number}`,
    ),
    to: `/staff/invoices/${note.invoice_id}`,
  }));

const refunds = (found: Found): Item[] =>
  found.refunds.map((refund) => ({
    key: refund.id,
    title: `${formatMoney(refund.amount_cents, refund.currency)} refund`,
    facts: given(refund.patient_name, refund.status, refund.invoice_number && `for ${refund.invoice_number}`),
    to: `/staff/payments?payment=${refund.payment_id}`,
  }));

type Shown = {
  text: string;
  found: Found | undefined;
  recent: readonly Item[];
  can: (action: Action) => boolean;
};

/** The groups that have items: what was opened lately while nothing is typed, then what was found, actions and pages. */
export function groupsOf({ text, found, recent, can }: Shown): ItemGroup[] {
  const groups: ItemGroup[] = [
    { heading: 'Recent', items: text === '' ? recent : [] },
    ...(found === undefined
      ? []
      : [
          { heading: 'Patients', items: patients(found) },
          { heading: 'Invoices', items: invoices(found) },
          { heading: 'Payments', items: payments(found) },
          { heading: 'Credit notes', items: creditNotes(found) },
          { heading: 'Refunds', items: refunds(found) },
        ]),
    { heading: 'Actions', items: places(text, can, 'action') },
    { heading: 'Pages', items: places(text, can, 'page') },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
