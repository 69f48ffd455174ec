/** Failed jobs: the dead-letter list, its retry, and everything that needs attention. */
import * as z from 'zod';
import { ALERT_KINDS } from '../domain/alerts.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

const deadLetter = z.object({
  id: field.id,
  /** `work`: given up after many tries. `message`: a queue message that no function could take. */
  kind: z.enum(['work', 'message']),
  topic: z.string(),
  subject_id: z.string(),
  attempts: z.int(),
  last_error: z.string().nullable(),
  since: field.instant,
});
export type DeadLetter = z.output<typeof deadLetter>;

export const work = {
  list: route({
    name: 'work-list',
    method: 'GET',
    path: 'v1/work',
    who: 'reconciliation.read',
    unaudited: 'Names of jobs, ids and technical errors; no person.',
    summary: 'Dead letters, newest first, each with its reason',
    input: z.strictObject({ state: z.literal('dead').default('dead'), ...field.page }),
    reply: field.pageOf(deadLetter),
    status: 200,
  }),
  redrive: route({
    name: 'work-redrive',
    method: 'POST',
    path: 'v1/work/{id}/redrive',
    who: 'work.redrive',
    summary: 'Do it again from the start',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ id: field.id }),
    status: 202,
    idempotent: true,
  }),
  dismiss: route({
    name: 'work-dismiss',
    method: 'POST',
    path: 'v1/work/{id}/dismiss',
    who: 'work.redrive',
    summary: 'Set a message aside that can never be taken; not for work that was given up',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ id: field.id }),
    status: 200,
    idempotent: true,
  }),
  alerts: route({
    name: 'work-alerts',
    method: 'GET',
    path: 'v1/alerts',
    who: 'reconciliation.read',
    unaudited: 'Kinds, numbers and ids; no name and no line of a person.',
    summary:
      'Failed payments, refunds and payouts, refused payment pages, events set aside, failed jobs, discrepancies',
    input: z.strictObject({}),
    reply: z.object({
      data: z.array(
        z.object({
          kind: z.enum(ALERT_KINDS),
          id: z.string(),
          reason: z.string(),
          since: field.instant,
          remedy: z.string(),
          /** Of unusual access: the member of staff whose trail is to be read. */
          staff_id: field.id.nullable(),
          /** The invoice that it is about, and its patient; null where it is about none. */
          invoice_id: field.id.nullable(),
          invoice_number: z.string().nullable(),
          patient_id: field.id.nullable(),
        }),
      ),
    }),
    status: 200,
  }),
};

export type Alert = z.output<typeof work.alerts.reply>['data'][number];
