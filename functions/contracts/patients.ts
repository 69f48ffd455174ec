/** Patients: added, found, read and changed by staff. */
import * as z from 'zod';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { nothing, route } from './route.ts';

export const LANGUAGES = ['en', 'es'] as const;
export const CHANNELS = ['email', 'sms'] as const;

const details = {
  name: field.text(LIMITS.patientName),
  email: field.email.nullable().optional(),
  phone: field.phone.nullable().optional(),
  dob: field.day.nullable().optional(),
  language: z.enum(LANGUAGES).optional(),
  /** As it is printed, on several lines. */
  postal_address: field.lines(LIMITS.postalAddress).nullable().optional(),
  /** The patient's number in the clinic's records; no two patients have the same. */
  external_id: field.text(LIMITS.externalId).nullable().optional(),
  tax_number: field.text(LIMITS.taxNumber).nullable().optional(),
  /** How the patient wants to be written to, where there is an address for it. */
  preferred_channel: z.enum(CHANNELS).nullable().optional(),
  metadata: z
    .record(
      field.writable(z.string().min(1).max(60)),
      z.union([field.writable(z.string().max(LIMITS.notes)), z.number(), z.boolean(), z.null()]),
    )
    .refine((value) => Object.keys(value).length <= 50, 'At most 50 entries.')
    .nullable()
    .optional(),
};

export const patient = z.object({
  id: field.id,
  name: z.string(),
  email: z.string().nullable(),
  /** In its E.164 form: `+12125550100`. */
  phone: z.string().nullable(),
  /** Whether a text message can reach the phone, as far as its country's numbering plan says; null without a phone. */
  phone_textable: z.boolean().nullable(),
  dob: z.string().nullable(),
  language: z.enum(LANGUAGES),
  postal_address: z.string().nullable(),
  external_id: z.string().nullable(),
  tax_number: z.string().nullable(),
  preferred_channel: z.enum(CHANNELS).nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  /** What the patient owes over all invoices, per currency. */
  balances: z.array(
    z.object({ currency: field.currency, balance_cents: field.moneyCents, credit_cents: field.moneyCents }),
  ),
  /** When everything personal was destroyed. */
  erased_at: field.instant.nullable(),
  /** Since when the patient wants no reminders; null while they are sent. */
  reminders_declined_at: field.instant.nullable(),
  version: z.int(),
  created_at: field.instant,
  updated_at: field.instant,
});
export type Patient = z.output<typeof patient>;

/** Another patient of the same name with the same birth date, e-mail address or phone. */
const possibleDuplicate = patient.pick({
  id: true,
  name: true,
  email: true,
  phone: true,
  dob: true,
  created_at: true,
});

/** A patient who was saved, and those who may be the same person: a warning, not a refusal. */
const savedPatient = patient.extend({ possible_duplicates: z.array(possibleDuplicate) });

/** As the list shows a patient; the birth date distinguishes patients of one name. */
export const patientSummary = patient.pick({
  id: true,
  name: true,
  email: true,
  phone: true,
  dob: true,
  balances: true,
  created_at: true,
});
export type PatientSummary = z.output<typeof patientSummary>;

export const patients = {
  create: route({
    name: 'patients-create',
    method: 'POST',
    path: 'v1/patients',
    who: 'patients.write',
    summary: 'Add a patient; the reply names those who may be the same person',
    input: z.strictObject(details),
    reply: savedPatient,
    status: 201,
    idempotent: true,
  }),
  check: route({
    name: 'patients-check',
    method: 'POST',
    path: 'v1/patients/check',
    who: 'patients.write',
    summary: 'How what was typed of a patient would be kept, and who may be here already; saves nothing',
    input: z.strictObject({
      /** Of the patient who is changed, who is no duplicate of themselves. */
      id: field.id.optional(),
      name: details.name.optional(),
      email: details.email,
      phone: details.phone,
      dob: details.dob,
    }),
    reply: z.object({
      phone: z.object({ e164: z.string(), international: z.string(), textable: z.boolean() }).nullable(),
      possible_duplicates: z.array(possibleDuplicate),
    }),
    status: 200,
    audits: 'patient',
  }),
  get: route({
    name: 'patients-get',
    method: 'GET',
    path: 'v1/patients/{id}',
    who: 'patients.read',
    summary: 'One patient',
    input: z.strictObject({ id: field.id }),
    reply: patient,
    status: 200,
    audits: 'patient',
  }),
  search: route({
    name: 'patients-search',
    method: 'GET',
    path: 'v1/patients',
    who: 'patients.read',
    summary:
      'Patients by words of the name in any order, by e-mail, or by the whole or the last digits of a phone number',
    input: z.strictObject({ query: field.searchText(LIMITS.search).optional(), ...field.page }),
    reply: field.pageOf(patientSummary),
    status: 200,
    audits: 'patient',
  }),
  update: route({
    name: 'patients-update',
    method: 'PATCH',
    path: 'v1/patients/{id}',
    who: 'patients.write',
    summary: 'Change a patient; If-Match holds the version that was read',
    input: z.strictObject({ id: field.id, ...details, name: details.name.optional() }),
    reply: savedPatient,
    status: 200,
  }),
  erase: route({
    name: 'patients-erase',
    method: 'POST',
    path: 'v1/patients/{id}/erase',
    who: 'patients.erase',
    summary:
      'Destroy what is personal; the books stay. With a reason, before the years of retention are over',
    input: z.strictObject({ id: field.id, override_reason: field.lines(LIMITS.reason).optional() }),
    reply: nothing,
    status: 204,
  }),
  export: route({
    name: 'patients-export',
    method: 'GET',
    path: 'v1/patients/{id}/export',
    who: 'patients.export',
    proof: 'recent',
    summary: 'Everything that is held about a patient, as one JSON file',
    input: z.strictObject({ id: field.id }),
    // The body is a file to keep.
    reply: nothing,
    status: 200,
    audits: 'patient',
  }),
};
