/** Saved views: filters of a list under a name of one's own. Only the person who saved them sees them. */
import * as z from 'zod';
import { PAYMENT_METHODS } from '../domain/payment-method.ts';
import { VIEW_LISTS } from '../domain/saved-view.ts';
import * as field from './fields.ts';
import { invoices } from './invoices.ts';
import { LIMITS } from './limits.ts';
import { payments } from './payments.ts';
import { nothing, route } from './route.ts';

/** What was searched for is not among them: it is words about a person. */
const filters = z.strictObject({
  status: z
    .enum([
      ...invoices.list.input.shape.status.unwrap().options,
      ...payments.list.input.shape.status.unwrap().options,
    ])
    .optional(),
  method: z.enum(PAYMENT_METHODS).optional(),
  patient_id: field.id.optional(),
  from: field.day.optional(),
  to: field.day.optional(),
});
export type ViewFilters = z.output<typeof filters>;

const name = field.text(LIMITS.viewName);

const savedView = z.object({
  id: field.id,
  list: z.enum(VIEW_LISTS),
  name: z.string(),
  filters: z.record(z.string(), z.string()),
});
export type SavedView = z.output<typeof savedView>;

export const savedViews = {
  list: route({
    name: 'saved-views-list',
    method: 'GET',
    path: 'v1/saved-views',
    who: 'account.use',
    unaudited: 'One’s own names for filters; no person and no invoice.',
    summary: 'The caller’s saved views of a list, in their order',
    input: z.strictObject({ list: z.enum(VIEW_LISTS) }),
    reply: z.object({ data: z.array(savedView) }),
    status: 200,
  }),
  create: route({
    name: 'saved-views-create',
    method: 'POST',
    path: 'v1/saved-views',
    who: 'account.use',
    summary: 'Save filters of a list under a name, for the caller alone',
    input: z.strictObject({ list: z.enum(VIEW_LISTS), name, filters }),
    reply: savedView,
    status: 201,
    idempotent: true,
  }),
  rename: route({
    name: 'saved-views-rename',
    method: 'PUT',
    path: 'v1/saved-views/{id}/name',
    who: 'account.use',
    summary: 'Rename a saved view of the caller',
    input: z.strictObject({ id: field.id, name }),
    reply: savedView,
    status: 200,
  }),
  remove: route({
    name: 'saved-views-remove',
    method: 'DELETE',
    path: 'v1/saved-views/{id}',
    who: 'account.use',
    summary: 'Delete a saved view of the caller',
    input: z.strictObject({ id: field.id }),
    reply: nothing,
    status: 204,
  }),
};
