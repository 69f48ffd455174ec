/** The audit trail: who did what, when and from where; read by staff, exported by admins, never changed. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

const filter = {
  target_type: z
    .string()
    .regex(/^[a-z_]{2,40}$/)
    .optional(),
  target_id: z.string().min(1).max(255).optional(),
  actor_id: field.id.optional(),
  action: z
    .string()
    .regex(/^[a-z_]{2,60}$/)
    .optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  request_id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/)
    .optional(),
  /** Both days are included. */
  from: field.moment.optional(),
  to: field.moment.optional(),
};

export const auditRecord = z.object({
  id: field.id,
  actor_type: z.enum(['staff', 'system']),
  actor_id: field.id.nullable(),
  actor_name: z.string().nullable(),
  action: z.string(),
  target_type: z.string(),
  target_id: z.string().nullable(),
  /** The number of an invoice. */
  target_number: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  details: z.record(z.string(), z.unknown()),
  request_id: z.string(),
  address: z.string().nullable(),
  created_at: field.instant,
});
export type AuditRecord = z.output<typeof auditRecord>;

export const audit = {
  list: route({
    name: 'audit-list',
    method: 'GET',
    path: 'v1/audit',
    who: 'audit.read',
    audits: 'audit_trail',
    summary: 'The audit trail, newest first; `from` and `to` are days of the clinic or instants',
    input: z.strictObject({ ...filter, ...field.page }),
    reply: field.pageOf(auditRecord),
    status: 200,
  }),
  chain: route({
    name: 'audit-chain',
    method: 'GET',
    path: 'v1/audit/chain',
    who: 'audit.read',
    unaudited: 'How far the chain was checked; no person.',
    summary:
      'Whether the newest entries still are what was chained and sealed; they are hashed again for the answer',
    input: z.strictObject({}),
    reply: z.object({
      entries: z.int(),
      checked_from: z.int(),
      checked_to: z.int(),
      intact: z.boolean(),
      /** What does not hold. */
      finding: z.string().nullable(),
      /** The newest one. `kept_outside`: its copy lies in blob storage. */
      seal: z
        .object({
          code: z.string(),
          position: z.int(),
          sealed_at: field.instant,
          kept_outside: z.boolean(),
        })
        .nullable(),
    }),
    status: 200,
  }),
  choices: route({
    name: 'audit-choices',
    method: 'GET',
    path: 'v1/audit/choices',
    who: 'audit.read',
    unaudited: 'Names of actions and of staff, to filter by.',
    summary: 'Who acts in the trail, what was done and to what: the choices of its filters',
    input: z.strictObject({}),
    reply: z.object({
      actors: z.array(z.object({ id: field.id, name: z.string() })),
      actions: z.array(z.string()),
      target_types: z.array(z.string()),
    }),
    status: 200,
  }),
  export: route({
    name: 'audit-export',
    method: 'GET',
    path: 'v1/audit/export',
    who: 'audit.export',
    unaudited: 'The export records itself, before its first line.',
    proof: 'recent',
    summary: 'The same as a file, as CSV for a spreadsheet or as one JSON object a line',
    input: z.strictObject({ ...filter, format: z.enum(['csv', 'ndjson']).default('csv') }),
    // The body is a file, not JSON.
    reply: z.undefined(),
    status: 200,
  }),
};
