/** The lines of an invoice, as they are written and as they are answered. */
import * as z from 'zod';
import { LINE_UNITS } from '../domain/line-details.ts';
import { grossCents } from '../domain/totals.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';

/** What a line says beside its description and amounts. */
const lineDetails = {
  /** The day of the clinic's calendar on which the service was given; when the invoice is issued, not in the future. */
  service_date: field.day.nullable(),
  /** A code of any system, such as CPT, GOÄ or ICD-10. */
  code: z
    .strictObject({ system: field.text(LIMITS.serviceCode), code: field.text(LIMITS.serviceCode) })
    .nullable(),
  practitioner: z
    .strictObject({
      name: field.text(LIMITS.practitioner),
      licence_number: field.text(LIMITS.licenceNumber).nullable().default(null),
    })
    .nullable(),
  location: field.text(LIMITS.location).nullable(),
  unit: z.enum(LINE_UNITS).nullable(),
  /** The line's own discount in thousandths of a percent, instead of an amount; it needs a reason. */
  discount_rate_thousandths: field.rateThousandths.min(1).nullable(),
  discount_reason: field.text(LIMITS.lineReason).nullable(),
  /** Why no tax is charged; it is printed. */
  tax_exempt_reason: field.text(LIMITS.lineReason).nullable(),
  /** The version of the price list that the line was taken from. */
  price_list_version_id: field.id.nullable(),
  /** Why another price is charged than the listed one; staff see it. */
  price_reason: field.text(LIMITS.lineReason).nullable(),
};

/** What of it is printed. */
export const printedDetails = z
  .object(lineDetails)
  .omit({ discount_rate_thousandths: true, price_list_version_id: true, price_reason: true }).shape;

const atMostOne = (...values: readonly unknown[]): boolean =>
  values.filter((value) => value !== undefined).length <= 1;

const taxed = ({
  tax_cents = 0,
  tax_rate_thousandths = 0,
  tax_basis_points = 0,
}: {
  tax_cents?: number | undefined;
  tax_rate_thousandths?: number | undefined;
  tax_basis_points?: number | undefined;
}): boolean => tax_cents + tax_rate_thousandths + tax_basis_points > 0;

/** A line as it is written. */
export const line = z
  .strictObject({
    ...z.object(lineDetails).partial().shape,
    description: field.lines(LIMITS.description),
    quantity: field.quantity,
    unit_price_cents: field.amountCents,
    discount_cents: field.amountCents.optional(),
    tax_cents: field.amountCents.optional(),
    /** A rate in thousandths of a percent: 8875 is 8.875 %. */
    tax_rate_thousandths: field.rateThousandths.optional(),
    /** The same in hundredths of a percent, for rates with two decimals. */
    tax_basis_points: z.int().min(0).max(10_000).optional(),
  })
  .refine(
    ({ tax_cents, tax_rate_thousandths, tax_basis_points }) =>
      atMostOne(tax_cents, tax_rate_thousandths, tax_basis_points),
    {
      message: 'Give the tax as an amount or as one rate.',
      path: ['tax_cents'],
    },
  )
  .refine((value) => (value.discount_cents ?? 0) <= grossCents(value.quantity, value.unit_price_cents), {
    message: 'The discount is more than the line.',
    path: ['discount_cents'],
  })
  .refine(({ discount_cents, discount_rate_thousandths }) => !(discount_cents && discount_rate_thousandths), {
    message: 'Give the discount as an amount or as a rate.',
    path: ['discount_cents'],
  })
  .refine((value) => !value.discount_rate_thousandths || value.discount_reason, {
    message: 'Say why the price is lowered.',
    path: ['discount_reason'],
  })
  .refine((value) => !value.tax_exempt_reason || !taxed(value), {
    message: 'A line that is exempt has no tax.',
    path: ['tax_exempt_reason'],
  });

export const invoiceItem = z.object({
  id: field.id,
  ...lineDetails,
  description: z.string(),
  quantity: z.number(),
  unit_price_cents: field.moneyCents,
  discount_cents: field.moneyCents,
  /** The line's part of the invoice's discount, which lowers what is taxed. */
  invoice_discount_cents: field.moneyCents,
  tax_rate_thousandths: z.int().nullable(),
  /** Null where the rate has three decimals. */
  tax_basis_points: z.int().nullable(),
  tax_cents: field.moneyCents,
  total_cents: field.moneyCents,
});
export type InvoiceItem = z.output<typeof invoiceItem>;
