/** A patient as the form holds it, and as the API takes it. */
import type * as z from 'zod';
import type { CHANNELS, LANGUAGES, patients } from '../../../../functions/contracts/patients.ts';
import type { FormRules } from '../../shared/inputs/contract-form.ts';
import { orNull } from '../../shared/inputs/form-errors.ts';
import type { Patient } from './queries.ts';

export type PatientValues = {
  name: string;
  email: string;
  phone: string;
  dob: string;
  language: (typeof LANGUAGES)[number];
  postal_address: string;
  external_id: string;
  tax_number: string;
  /** Empty where none is preferred. */
  preferred_channel: '' | (typeof CHANNELS)[number];
  /** Notes are one entry; the others are kept as they are. */
  metadata: { notes: string };
};

export function patientValues(patient?: Patient): PatientValues {
  const notes = patient?.metadata?.notes;
  return {
    name: patient?.name ?? '',
    email: patient?.email ?? '',
    phone: patient?.phone ?? '',
    dob: patient?.dob ?? '',
    language: patient?.language ?? 'en',
    postal_address: patient?.postal_address ?? '',
    external_id: patient?.external_id ?? '',
    tax_number: patient?.tax_number ?? '',
    preferred_channel: patient?.preferred_channel ?? '',
    metadata: { notes: typeof notes === 'string' ? notes : '' },
  };
}

type PatientInput = z.input<typeof patients.create.input>;

export function patientInput(values: PatientValues, before?: Patient): PatientInput {
  const { notes: _, ...others } = (before?.metadata ?? {}) as NonNullable<PatientInput['metadata']>;
  const notes = orNull(values.metadata.notes);
  const metadata = notes === null ? others : { ...others, notes };
  return {
    name: values.name,
    email: orNull(values.email),
    phone: orNull(values.phone),
    dob: orNull(values.dob),
    language: values.language,
    postal_address: orNull(values.postal_address),
    external_id: orNull(values.external_id),
    tax_number: orNull(values.tax_number),
    preferred_channel: values.preferred_channel || null,
    metadata: Object.keys(metadata).length > 0 ? metadata : null,
  };
}

/** What to do about a field, where the contract's own words are too general. */
const ADVICE = {
  name: 'Enter the name, in up to 200 characters.',
  email: 'Enter an e-mail address, such as ana@example.com.',
};

/** The contract of a new patient also holds for one that is changed. */
export const patientRules = (before?: Patient): FormRules<PatientValues> => ({
  toInput: (values) => patientInput(values, before),
  advice: ADVICE,
});
