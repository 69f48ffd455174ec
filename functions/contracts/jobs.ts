/** Jobs: one action on many invoices, done in the background, with an outcome for each. */
import * as z from 'zod';
import { INVOICE_STATUSES } from '../domain/invoice.ts';
import { ITEM_STATES, JOB_ACTIONS, JOB_STATES } from '../domain/job.ts';
import * as field from './fields.ts';
import { invoices } from './invoices.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

const { limit: _, cursor: __, ...filter } = invoices.list.input.shape;

const selection = {
  action: z.enum(JOB_ACTIONS),
  /** Whether issuing notifies the patient, by e-mail or else by text. Yes when left out. */
  notify: z.boolean().optional(),
  /** The chosen invoices; or `filter`, as the list of invoices takes it: all that match when the job begins. */
  invoice_ids: z.array(field.id).min(1).max(LIMITS.jobItems).optional(),
  filter: z.strictObject(filter).optional(),
};

const asked = z.strictObject(selection);
export type JobSelection = z.output<typeof asked>;

const total = z.object({ currency: field.currency, invoices: z.int(), amount_cents: field.moneyCents });

const job = z.object({
  id: field.id,
  action: z.enum(JOB_ACTIONS),
  notify: z.boolean(),
  state: z.enum(JOB_STATES),
  staff_id: field.id,
  staff_name: z.string(),
  items: z.int(),
  waiting: z.int(),
  done: z.int(),
  failed: z.int(),
  stopped: z.int(),
  created_at: field.instant,
  finished_at: field.instant.nullable(),
  /** Until when the ZIP of a job of `download` can be had; null while it runs, and of other jobs. */
  download_until: field.instant.nullable(),
});
export type Job = z.output<typeof job>;

const aboutInvoice = {
  /** Null when the draft was deleted since. */
  invoice_id: field.id.nullable(),
  invoice_number: z.string().nullable(),
  patient_name: z.string().nullable(),
  currency: field.currency.nullable(),
  total_amount_cents: field.moneyCents.nullable(),
  status: z.enum(INVOICE_STATUSES).nullable(),
};

const jobItem = z.object({
  ...aboutInvoice,
  position: z.int(),
  state: z.enum(ITEM_STATES),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  settled_at: field.instant.nullable(),
});
export type JobItem = z.output<typeof jobItem>;

const previewItem = z.object({
  ...aboutInvoice,
  /** Why nothing would be done; null when it would. */
  code: z.string().nullable(),
  reason: z.string().nullable(),
});
export type JobPreviewItem = z.output<typeof previewItem>;

const one = z.strictObject({ id: field.id });

export const jobs = {
  preview: route({
    name: 'jobs-preview',
    method: 'POST',
    path: 'v1/jobs/preview',
    who: 'invoices.write',
    audits: 'invoice',
    summary: 'What a job would do to each invoice; changes nothing',
    input: asked,
    reply: z.object({
      items: z.int(),
      /** How many it would be done to, and their amounts. */
      ready: z.int(),
      totals: z.array(total),
      /** Those to which it would not be done stand first. */
      data: z.array(previewItem),
    }),
    status: 200,
  }),
  create: route({
    name: 'jobs-create',
    method: 'POST',
    path: 'v1/jobs',
    who: 'invoices.write',
    summary: 'Do one action on many invoices in the background',
    input: z.strictObject({
      ...selection,
      /** How many invoices the preview showed; refused when another number matches now. */
      expected_items: z.int().min(1).max(LIMITS.jobItems).optional(),
    }),
    reply: job,
    status: 202,
    idempotent: true,
  }),
  list: route({
    name: 'jobs-list',
    method: 'GET',
    path: 'v1/jobs',
    who: 'invoices.read',
    unaudited: 'Who started which job, and how far it is; no person and no invoice.',
    summary: 'Jobs, newest first',
    input: z.strictObject({ ...field.page }),
    reply: field.pageOf(job),
    status: 200,
  }),
  get: route({
    name: 'jobs-get',
    method: 'GET',
    path: 'v1/jobs/{id}',
    who: 'invoices.read',
    audits: 'invoice',
    summary: 'One job, and what became of each of its invoices',
    input: z.strictObject({ id: field.id, state: z.enum(ITEM_STATES).optional(), ...field.page }),
    reply: job.extend({ data: z.array(jobItem), next_cursor: z.string().nullable() }),
    status: 200,
  }),
  progress: route({
    name: 'jobs-progress',
    method: 'GET',
    path: 'v1/jobs/{id}/progress',
    who: 'invoices.read',
    unaudited: 'How far a job is; no person and no invoice.',
    summary: 'How far a job is',
    input: one,
    reply: job,
    status: 200,
  }),
  download: route({
    name: 'jobs-download',
    method: 'GET',
    path: 'v1/jobs/{id}/download',
    who: 'lists.export',
    proof: 'recent',
    audits: 'job',
    exports: true,
    summary: 'The PDFs that a job has printed, as one ZIP',
    input: one,
    // The body is a file, not JSON.
    reply: z.undefined(),
    status: 200,
  }),
  stop: route({
    name: 'jobs-stop',
    method: 'POST',
    path: 'v1/jobs/{id}/stop',
    who: 'invoices.write',
    summary: 'Stop a job; what it has done stays done',
    input: one,
    reply: job,
    status: 200,
    idempotent: true,
  }),
  retry: route({
    name: 'jobs-retry',
    method: 'POST',
    path: 'v1/jobs/{id}/retry',
    who: 'invoices.write',
    summary: 'Try again what failed in a job',
    input: one,
    reply: job,
    status: 202,
    idempotent: true,
  }),
};
