/** The archive: old invoices whose details lie in a bundle, and the way back. */
import * as z from 'zod';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

const archive = z.object({
  id: field.id,
  invoice_id: field.id,
  invoice_number: z.string().nullable(),
  patient_id: field.id,
  patient_name: z.string(),
  /** `written`: the bundle is being made. `restored`: the details are back in the tables. */
  state: z.enum(['written', 'archived', 'restored', 'abandoned']),
  sha256: z.string(),
  bytes: z.int(),
  /** What was signed about the bundle, and the signature over exactly this text, in base64. */
  manifest: z.string(),
  signature: z.string(),
  written_at: field.instant,
  archived_at: field.instant.nullable(),
  restored_at: field.instant.nullable(),
  purged_at: field.instant.nullable(),
});
const one = z.strictObject({ id: field.id });

export const archives = {
  list: route({
    name: 'archives-list',
    method: 'GET',
    path: 'v1/archives',
    who: 'archive.manage',
    audits: 'archive',
    summary: 'Bundles in the archive, newest first',
    input: z.strictObject({
      ...field.page,
      /** A part of the invoice's number or of the patient's name. */
      query: field.text(LIMITS.search).optional(),
      state: z.enum(['written', 'archived', 'restored']).optional(),
    }),
    reply: field.pageOf(archive),
    status: 200,
  }),
  due: route({
    name: 'archives-due',
    method: 'GET',
    path: 'v1/archives/due',
    who: 'archive.manage',
    unaudited: 'Counts only.',
    summary: 'The rule, how many invoices it would archive now, and how many are in the archive',
    input: z.strictObject({}),
    reply: z.object({
      enabled: z.boolean(),
      /** Days after an invoice was paid in full or cancelled. */
      after_days: z.int(),
      invoices: z.int(),
      archived: z.object({ invoices: z.int(), bytes: z.int() }),
    }),
    status: 200,
  }),
  run: route({
    name: 'archives-run',
    method: 'POST',
    path: 'v1/archives/run',
    who: 'archive.manage',
    summary:
      'Archive now what is old enough; `dry_run` only counts. Refused when it is not as many as `invoices`',
    input: z.strictObject({ dry_run: z.boolean().default(false), invoices: z.int().min(0).optional() }),
    reply: z.object({ invoices: z.int(), dry_run: z.boolean() }),
    status: 202,
  }),
  restore: route({
    name: 'archives-restore',
    method: 'POST',
    path: 'v1/archives/{id}/restore',
    who: 'archive.manage',
    summary: 'Bring the details of an archived invoice back',
    input: one,
    reply: archive,
    status: 200,
    idempotent: true,
  }),
  verify: route({
    name: 'archives-verify',
    method: 'POST',
    path: 'v1/archives/{id}/verify',
    who: 'archive.manage',
    summary: 'Check a bundle: its signature, its bytes and what is inside',
    input: one,
    reply: archive,
    status: 200,
  }),
};
