/** What the clinic's documents say of the clinic, and how they look. */
import * as z from 'zod';
import { PAGE_SIZES } from '../domain/clinic-details.ts';
import { contrastWithWhite, READABLE_CONTRAST } from '../domain/contrast.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { file, route } from './route.ts';

const taxNumber = z.strictObject({
  label: field.text(LIMITS.taxNumberLabel),
  value: field.text(LIMITS.taxNumber),
});

/** Dark enough to be read on white, for it colours titles. */
const brandColor = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, { message: 'Enter a color such as #1a7f64.', abort: true })
  .refine((color) => contrastWithWhite(color) >= READABLE_CONTRAST, {
    message: 'Choose a darker color: this one cannot be read on a white page.',
  })
  .overwrite((color) => color.toLowerCase());

const details = {
  name: field.text(LIMITS.clinicName),
  legal_name: field.optionalText(LIMITS.legalName),
  postal_address: field.optionalLines(LIMITS.postalAddress),
  email: field.email,
  phone: field.phone,
  tax_numbers: z.array(taxNumber).max(LIMITS.taxNumbers),
  brand_color: brandColor,
  footer: field.optionalLines(LIMITS.documentFooter),
  bank_details: field.optionalLines(LIMITS.bankDetails),
  page_size: z.enum(PAGE_SIZES),
};

/** A PNG or SVG file in base64; null takes the logo away. */
const logo = z
  .base64({ error: 'Choose a PNG or SVG file.' })
  .min(4)
  .max(LIMITS.logo, 'Choose a file of at most 120 kB.')
  .nullable();

const change = z.strictObject({ ...z.strictObject(details).partial().shape, logo: logo.optional() });

const clinicDetailsView = z.object({
  name: z.string(),
  legal_name: z.string(),
  postal_address: z.string(),
  email: z.string(),
  phone: z.string(),
  tax_numbers: z.array(z.object({ label: z.string(), value: z.string() })),
  brand_color: z.string(),
  footer: z.string(),
  bank_details: z.string(),
  page_size: z.enum(PAGE_SIZES),
  /** PNG in base64. */
  logo: z.string().nullable(),
  version: z.int(),
  updated_at: field.instant,
});

export const clinicDetails = {
  get: route({
    name: 'clinic-details-get',
    method: 'GET',
    path: 'v1/clinic-details',
    who: 'settings.manage',
    unaudited: 'The clinic’s own details.',
    summary: 'Name, address, tax numbers and look of the clinic’s documents',
    input: z.strictObject({}),
    reply: clinicDetailsView,
    status: 200,
  }),
  edit: route({
    name: 'clinic-details-edit',
    method: 'PATCH',
    path: 'v1/clinic-details',
    who: 'settings.manage',
    proof: 'recent',
    summary: 'Add a version of the clinic’s details; If-Match holds the version that was read',
    input: change,
    reply: clinicDetailsView,
    status: 200,
  }),
  preview: route({
    name: 'clinic-details-preview',
    method: 'POST',
    path: 'v1/clinic-details/preview',
    who: 'settings.manage',
    proof: 'recent',
    unaudited: 'A sample invoice that belongs to no one.',
    summary: 'A sample invoice with these details as PDF; nothing is stored',
    input: change,
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
};
