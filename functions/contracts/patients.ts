/** Patients: added, found, read and changed by staff. */
import * as z from 'zod';
import * as field from './fields.ts';
import { nothing, route } from './route.ts';

export const LANGUAGES = ['en', 'es'] as const;

const details = {
  name: field.text(200),
  email: field.email.nullable().optional(),
  phone: field.phone.nullable().optional(),
  dob: field.day.nullable().optional(),
  language: z.enum(LANGUAGES).optional(),
  metadata: z
    .record(
      field.writable(z.string().min(1).max(60)),
      z.union([field.writable(z.string().max(2000)), z.number(), z.boolean(), z.null()]),
    )
    .refine((value) => Object.keys(value).length <= 50, 'At most 50 entries.')
    .nullable()
    .optional(),
};

export const patient = z.object({
  id: field.id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  dob: z.string().nullable(),
  language: z.enum(LANGUAGES),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  /** What the patient owes over all invoices, per currency. */
  balances: z.array(
    z.object({ currency: field.currency, balance_cents: field.moneyCents, credit_cents: field.moneyCents }),
  ),
  /** When everything personal was destroyed. */
  erased_at: field.instant.nullable().optional(),
  /** Since when the patient wants no reminders; null while they are sent. */
  reminders_declined_at: field.instant.nullable(),
  version: z.int(),
  created_at: field.instant,
  updated_at: field.instant,
});

/** As the list shows a patient: no birth date and no notes. */
export const patientSummary = patient.pick({
  id: true,
  name: true,
  email: true,
  phone: true,
  balances: true,
  created_at: true,
});

export const patients = {
  create: route({
    name: 'patients-create',
    method: 'POST',
    path: 'v1/patients',
    who: 'patients.write',
    summary: 'Add a patient',
    input: z.strictObject(details),
    reply: patient,
    status: 201,
    idempotent: true,
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
    summary: 'Patients by part of the name, by e-mail, or by the whole or the last digits of a phone number',
    input: z.strictObject({ query: field.searchText(200).optional(), ...field.page }),
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
    reply: patient,
    status: 200,
  }),
  erase: route({
    name: 'patients-erase',
    method: 'POST',
    path: 'v1/patients/{id}/erase',
    who: 'patients.erase',
    summary:
      'Destroy what is personal; the books stay. With a reason, before the years of retention are over',
    input: z.strictObject({ id: field.id, override_reason: field.lines(500).optional() }),
    reply: nothing,
    status: 204,
  }),
  export: route({
    name: 'patients-export',
    method: 'GET',
    path: 'v1/patients/{id}/export',
    who: 'patients.export',
    summary: 'Everything that is held about a patient, as one JSON file',
    input: z.strictObject({ id: field.id }),
    // The body is a file to keep.
    reply: nothing,
    status: 200,
    audits: 'patient',
  }),
};
