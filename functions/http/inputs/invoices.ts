/** Converts the items of a request to the input of the invoice capabilities. */
import type * as z from 'zod';
import type { InvoiceLineInput } from '../../capabilities/invoices/draft.ts';
import type { invoices } from '../../contracts/invoices.ts';

type Line = z.output<typeof invoices.create.input>['items'][number];

/** Converts the items of a request to invoice lines. */
export const toInvoiceLines = (items: readonly Line[]): InvoiceLineInput[] =>
  items.map((item) => ({
    description: item.description,
    quantity: item.quantity,
    unitPriceCents: item.unit_price_cents,
    discountCents: item.discount_cents ?? 0,
    tax: taxOf(item),
  }));

function taxOf(item: Line): InvoiceLineInput['tax'] {
  if (item.tax_rate_thousandths !== undefined) return { rateThousandths: item.tax_rate_thousandths };
  if (item.tax_basis_points !== undefined) return { basisPoints: item.tax_basis_points };
  return item.tax_cents === undefined ? null : { cents: item.tax_cents };
}
