/** How the lines of invoices are written and read. */
import type { Draft } from '../../capabilities/ports/invoices.ts';

const COLUMNS = `invoice_id, position, description, quantity, unit_price_cents, discount_cents, invoice_discount_cents,
  tax_rate_thousandths, tax_cents, service_date, code_system, code, practitioner_name, practitioner_licence, location, unit,
  discount_rate_thousandths, discount_reason, tax_exempt_reason, price_list_version_id, price_reason`;

/** The lines of `$1`, as JSON. */
export const LINES = `jsonb_populate_recordset(null::invoice_items, $1) as l`;

export const ADD_LINES = `insert into invoice_items (${COLUMNS}, tax_basis_points)
  select ${COLUMNS.replace(/(\w+)/g, 'l.$1')}, case when l.tax_rate_thousandths % 10 = 0 then l.tax_rate_thousandths / 10 end`;

export const lineRows = (invoiceId: string, { lines }: Draft) =>
  lines.map(({ details: { code, practitioner, ...details }, ...line }, index) => ({
    invoice_id: invoiceId,
    position: index + 1,
    description: line.description,
    quantity: line.quantity,
    unit_price_cents: line.unitPriceCents,
    discount_cents: line.discountCents,
    invoice_discount_cents: line.discountShareCents,
    tax_rate_thousandths: line.taxRateThousandths,
    tax_cents: line.taxCents,
    ...details,
    code_system: code?.system,
    code: code?.code,
    practitioner_name: practitioner?.name,
    practitioner_licence: practitioner?.licence_number,
  }));

/** What is printed of the line `t` beside its amounts. */
const PRINTED = `'service_date', t.service_date, 'location', t.location, 'unit', t.unit, 'discount_reason', t.discount_reason,
  'tax_exempt_reason', t.tax_exempt_reason,
  'code', case when t.code is not null then json_build_object('system', t.code_system, 'code', t.code) end,
  'practitioner', case when t.practitioner_name is not null then json_build_object('name', t.practitioner_name,
    'licence_number', t.practitioner_licence) end`;

/** What staff see of it, and patients do not. */
const INTERNAL = `'discount_rate_thousandths', t.discount_rate_thousandths,
  'price_list_version_id', t.price_list_version_id, 'price_reason', t.price_reason`;

/** The details of the line `t`, as the domain has them. */
export const DETAILS = `json_build_object(${INTERNAL}, ${PRINTED})`;

/** Of the line `t`. */
export const ITEM = `'description', t.description, 'quantity', t.quantity, 'unit_price_cents', t.unit_price_cents,
  'discount_cents', t.discount_cents, 'tax_cents', t.tax_cents, 'total_cents', t.total_cents, ${PRINTED}`;

/** All of the line `t`. */
export const WHOLE_ITEM = `'id', t.id, 'tax_basis_points', t.tax_basis_points,
  'tax_rate_thousandths', coalesce(t.tax_rate_thousandths, t.tax_basis_points * 10),
  'invoice_discount_cents', t.invoice_discount_cents, ${INTERNAL}, ${ITEM}`;
