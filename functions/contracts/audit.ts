/** The audit trail: who did what, when and from where; read by staff, exported by admins, changed by nobody. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

/** A day of the clinic's calendar, or an instant. */
const moment = z.union([field.day, field.instant]);

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
  /** Both days are included. */
  from: moment.optional(),
  to: moment.optional(),
};

export const auditRecord = z.object({
  id: field.id,
  actor_type: z.enum(['staff', 'system']),
  actor_id: field.id.nullable(),
  actor_name: z.string().nullable(),
  action: z.string(),
  target_type: z.string(),
  target_id: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  details: z.record(z.string(), z.unknown()),
  request_id: z.string(),
  address: z.string().nullable(),
  created_at: field.instant,
});

export const audit = {
  list: route({
    name: 'audit-list',
    method: 'GET',
    path: 'v1/audit',
    who: 'audit.read',
    summary: 'The audit trail, newest first; `from` and `to` are days of the clinic or instants',
    input: z.strictObject({ ...filter, ...field.page }),
    reply: field.pageOf(auditRecord),
    status: 200,
  }),
  export: route({
    name: 'audit-export',
    method: 'GET',
    path: 'v1/audit/export',
    who: 'audit.export',
    summary: 'The same as a file, as CSV for a spreadsheet or as one JSON object a line',
    input: z.strictObject({ ...filter, format: z.enum(['csv', 'ndjson']).default('csv') }),
    // The body is a file, not JSON.
    reply: z.undefined(),
    status: 200,
  }),
};
