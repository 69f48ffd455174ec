/** The links with which patients reach one invoice or the account: listed, counted and revoked by staff (decision 19). */
import * as z from 'zod';
import { LINK_PURPOSES } from '../domain/patient-link.ts';
import * as field from './fields.ts';
import { nothing, route } from './route.ts';

const link = z.object({
  id: field.id,
  purpose: z.enum(LINK_PURPOSES),
  state: z.enum(['active', 'expired', 'revoked']),
  created_at: field.instant,
  expires_at: field.instant,
  revoked_at: field.instant.nullable(),
  view_count: z.int(),
  last_viewed_at: field.instant.nullable(),
  /** The member of staff who made the link of an account; null for every other link. */
  created_by_name: z.string().nullable(),
});
export type ListedLink = z.output<typeof link>;

export const links = {
  list: route({
    name: 'links-list',
    method: 'GET',
    path: 'v1/invoices/{id}/links',
    who: 'invoices.read',
    summary: 'The links of an invoice, newest first, and how often each was opened',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ data: z.array(link) }),
    status: 200,
    audits: 'invoice',
  }),
  listOfAccount: route({
    name: 'links-list-of-account',
    method: 'GET',
    path: 'v1/patients/{id}/links',
    who: 'invoices.read',
    summary: 'The links of a patient’s account, newest first, and how often each was opened',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ data: z.array(link) }),
    status: 200,
    audits: 'patient',
  }),
  revoke: route({
    name: 'links-revoke',
    method: 'POST',
    path: 'v1/links/{id}/revoke',
    who: 'invoices.write',
    summary: 'End a link at once',
    input: z.strictObject({ id: field.id }),
    reply: nothing,
    status: 204,
  }),
};
