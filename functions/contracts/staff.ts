/** Staff, invited and administered by admins, and the sessions in which they work. */
import * as z from 'zod';
import { STAFF_ROLES } from '../domain/access.ts';
import { staffMember } from './auth.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { nothing, route } from './route.ts';

export const staffView = staffMember.extend({
  version: z.int(),
  /** `invited`: has not chosen a password yet. */
  state: z.enum(['active', 'invited', 'disabled']),
  second_factor: z.boolean(),
  last_seen_at: field.instant.nullable(),
  created_at: field.instant,
  /** The newest e-mail about the account, if the mail server refused it; null when it was sent or is on its way. */
  failed_email: z.object({ reason: z.string(), failed_at: field.instant }).nullable(),
});
export type ListedStaff = z.output<typeof staffView>;

const sessionView = z.object({
  id: field.id,
  /** `cookie`: a browser. `body`: a program. */
  delivery: z.enum(['body', 'cookie']),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  created_at: field.instant,
  last_seen_at: field.instant,
  expires_at: field.instant,
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type StaffSession = z.output<typeof sessionView>;

const one = z.strictObject({ id: field.id });

export const staff = {
  list: route({
    name: 'staff-list',
    method: 'GET',
    path: 'v1/staff',
    who: 'staff.manage',
    unaudited: 'Staff, no patient.',
    summary: 'Everybody who works here, by name',
    input: z.strictObject(field.page),
    reply: field.pageOf(staffView),
    status: 200,
  }),
  get: route({
    name: 'staff-get',
    method: 'GET',
    path: 'v1/staff/{id}',
    who: 'staff.manage',
    unaudited: 'Staff, no patient.',
    summary: 'One member of staff',
    input: one,
    reply: staffView,
    status: 200,
  }),
  invite: route({
    name: 'staff-invite',
    method: 'POST',
    path: 'v1/staff',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'Invite a member of staff; the link with which they choose their password is e-mailed to them',
    input: z.strictObject({
      email: field.email,
      name: field.text(LIMITS.staffName),
      role: z.enum(STAFF_ROLES),
    }),
    reply: staffMember,
    status: 201,
  }),
  edit: route({
    name: 'staff-edit',
    method: 'PATCH',
    path: 'v1/staff/{id}',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'Change a name or a role; If-Match holds the version that was read',
    input: z.strictObject({
      id: field.id,
      name: field.text(LIMITS.staffName).optional(),
      role: z.enum(STAFF_ROLES).optional(),
    }),
    reply: staffMember.extend({ version: z.int() }),
    status: 200,
  }),
  disable: route({
    name: 'staff-disable',
    method: 'POST',
    path: 'v1/staff/{id}/disable',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'End every session of an account and disable sign-in',
    input: one,
    reply: nothing,
    status: 204,
  }),
  enable: route({
    name: 'staff-enable',
    method: 'POST',
    path: 'v1/staff/{id}/enable',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'Let a disabled account in again',
    input: one,
    reply: nothing,
    status: 204,
  }),
  resetLink: route({
    name: 'staff-reset-link',
    method: 'POST',
    path: 'v1/staff/{id}/reset-link',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'E-mail a member of staff a one-time link with which they choose a new password',
    input: one,
    reply: nothing,
    status: 204,
  }),
  removeSecondFactor: route({
    name: 'staff-remove-second-factor',
    method: 'POST',
    path: 'v1/staff/{id}/remove-second-factor',
    who: 'staff.manage',
    proof: 'recent',
    summary: 'For a user who lost their phone and their recovery codes',
    input: one,
    reply: nothing,
    status: 204,
  }),
  sessions: route({
    name: 'staff-sessions',
    method: 'GET',
    path: 'v1/staff/{id}/sessions',
    who: 'staff.manage',
    unaudited: 'Staff, no patient.',
    summary: 'Where a member of staff is signed in',
    input: one,
    reply: z.object({ data: z.array(sessionView) }),
    status: 200,
  }),
};

export const sessions = {
  list: route({
    name: 'sessions-list',
    method: 'GET',
    path: 'v1/sessions',
    who: 'account.use',
    unaudited: 'One’s own sessions.',
    summary: 'Where the caller is signed in',
    input: z.strictObject({}),
    reply: z.object({ data: z.array(sessionView) }),
    status: 200,
  }),
  endOthers: route({
    name: 'sessions-end-others',
    method: 'DELETE',
    path: 'v1/sessions',
    who: 'account.use',
    summary: 'End every session of the caller but the one that asks',
    input: z.strictObject({}),
    reply: nothing,
    status: 204,
  }),
  end: route({
    name: 'sessions-end',
    method: 'DELETE',
    endsOwnSession: true,
    path: 'v1/sessions/{id}',
    who: 'account.use',
    summary: 'End a session at once: one of the caller’s own, or as an admin anybody’s',
    input: one,
    reply: nothing,
    status: 204,
  }),
};
