/** Converts requests about invoices to the terms of the capabilities. */
import type * as z from 'zod';
import type { InvoiceLineInput } from '../../capabilities/invoices/draft.ts';
import type { InvoiceFilter } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import type { invoices } from '../../contracts/invoices.ts';
import { dayIn } from '../../domain/calendar.ts';
import type { LineDetails } from '../../domain/line-details.ts';

type Line = z.output<typeof invoices.create.input>['items'][number];

/** Converts the items of a request to invoice lines. */
export const toInvoiceLines = (items: readonly Line[]): InvoiceLineInput[] =>
  items.map((item) => ({
    description: item.description,
    quantity: item.quantity,
    details: detailsOf(item),
    unitPriceCents: item.unit_price_cents,
    discountCents: item.discount_cents ?? 0,
    tax: taxOf(item),
  }));

const detailsOf = (item: Line): LineDetails => ({
  service_date: item.service_date ?? null,
  code: item.code ?? null,
  practitioner: item.practitioner ?? null,
  location: item.location ?? null,
  unit: item.unit ?? null,
  discount_rate_thousandths: item.discount_rate_thousandths ?? null,
  discount_reason: item.discount_reason ?? null,
  tax_exempt_reason: item.tax_exempt_reason ?? null,
  price_list_version_id: item.price_list_version_id ?? null,
  price_reason: item.price_reason ?? null,
});

function taxOf(item: Line): InvoiceLineInput['tax'] {
  if (item.tax_rate_thousandths !== undefined) return { rateThousandths: item.tax_rate_thousandths };
  if (item.tax_basis_points !== undefined) return { basisPoints: item.tax_basis_points };
  return item.tax_cents === undefined ? null : { cents: item.tax_cents };
}

type Filter = Omit<z.output<typeof invoices.list.input>, 'limit' | 'cursor'>;

/** The filter of a list of invoices, with the clinic's day, which decides what is overdue. */
export function invoiceFilter(app: App, input: Filter): InvoiceFilter {
  const { patient_id: patientId, status, from, to, query } = input;
  const { timeZone } = app.clinic;
  const today = dayIn(timeZone, app.clock.now());
  return { patientId, status, from, to, query: query || undefined, today, timeZone };
}
