/** The clinic's details as their fields hold them and as the API takes them. */
import { queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import { clinicDetails } from '../../../../functions/contracts/clinic-details.ts';
import { adminApi } from '../../api/admin-api.ts';
import type { FormRules } from '../../shared/inputs/contract-form.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type ClinicDetails = z.output<typeof clinicDetails.get.reply>;

export const clinicDetailsQuery = queryOptions({
  queryKey: KEYS.clinicDetails,
  queryFn: ({ signal }) => adminApi.clinicDetails.get({}, { signal }),
});

/** What the API is given. */
export type DetailsInput = z.output<typeof clinicDetails.edit.input>;
export const detailsSchema = clinicDetails.edit.input;

export type DetailsFields = Omit<ClinicDetails, 'tax_numbers' | 'version' | 'updated_at'> & {
  /** One on each line: `VAT: DE811907980`. */
  tax_numbers: string;
};

export function fieldsOf({
  tax_numbers,
  version: _,
  updated_at: __,
  ...details
}: ClinicDetails): DetailsFields {
  return { ...details, tax_numbers: tax_numbers.map(({ label, value }) => `${label}: ${value}`).join('\n') };
}

/** A line without a colon has no label, which the contract refuses. */
const taxNumber = (line: string) => {
  const colon = line.indexOf(':');
  return { label: line.slice(0, Math.max(0, colon)), value: line.slice(colon + 1) };
};

/** The logo is sent only when it was changed: what the API answers is a picture of its own making. */
export const rulesFor = (stored: DetailsFields): FormRules<DetailsFields> => ({
  toInput: ({ tax_numbers, logo, ...fields }) => ({
    ...fields,
    tax_numbers: tax_numbers
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(taxNumber),
    ...(logo !== stored.logo && { logo }),
  }),
  advice: { tax_numbers: 'Enter a label and a number on each line, such as VAT: DE811907980.' },
});
