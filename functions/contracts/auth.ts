/** Signing in and out (decisions 16 to 18). */
import * as z from 'zod';
import { STAFF_ROLES } from '../domain/access.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { LANGUAGES } from './patients.ts';
import { nothing, route } from './route.ts';

export const staffMember = z.object({
  id: field.id,
  email: z.string(),
  name: z.string(),
  role: z.enum(STAFF_ROLES),
});
export type StaffMember = z.output<typeof staffMember>;

const password = z.string().min(1).max(LIMITS.password);

/** Six digits, or a recovery code. */
const code = z.string().trim().min(6).max(LIMITS.code);

/** `cookie`: the refresh token travels in an httpOnly cookie and never in a body again. */
const tokenDelivery = z.enum(['body', 'cookie']);

const session = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int(),
  refresh_token: z.string().optional(),
  staff: staffMember,
  /** The session may do nothing but set up a second factor, which the clinic requires. */
  must_enrol: z.boolean(),
  /** After so many minutes without a request, a browser's session ends. */
  idle_minutes: z.int(),
  /** What screens need to write days and amounts as the clinic does. */
  clinic: z.object({ name: z.string(), time_zone: z.string(), currency: field.currency }).optional(),
});

/** Shown once: each replaces a code of the authenticator app, and works once. */
const recoveryCodes = z.object({ recovery_codes: z.array(z.string()) });

export const auth = {
  login: route({
    name: 'auth-login',
    method: 'POST',
    path: 'v1/auth/login',
    who: 'anyone',
    summary: 'Sign in with e-mail and password',
    input: z.strictObject({
      email: field.email,
      password,
      /** Of the authenticator app, or a recovery code; asked for with `second_factor_needed`. */
      totp_code: code.optional(),
      token_delivery: tokenDelivery.default('body'),
    }),
    reply: session,
    status: 200,
  }),
  refresh: route({
    name: 'auth-refresh',
    method: 'POST',
    path: 'v1/auth/refresh',
    who: 'anyone',
    summary: 'Exchange a refresh token for new tokens; each refresh token works once',
    input: z.strictObject({ refresh_token: z.string().max(200).optional() }),
    reply: session,
    status: 200,
  }),
  logout: route({
    name: 'auth-logout',
    method: 'POST',
    endsOwnSession: true,
    path: 'v1/auth/logout',
    who: 'account.enter',
    summary: 'End this session at once, with all its tokens',
    input: z.strictObject({}),
    reply: nothing,
    status: 204,
  }),
  register: route({
    name: 'auth-register',
    method: 'POST',
    path: 'v1/auth/register',
    who: 'anyone',
    summary: 'The first admin by setup code; after that, an admin adds staff',
    input: z.strictObject({
      email: field.email,
      password: z.string().max(LIMITS.password),
      name: field.text(LIMITS.staffName),
      role: z.enum(STAFF_ROLES),
      setup_code: z.string().max(200).optional(),
    }),
    reply: staffMember,
    status: 201,
  }),
  me: route({
    name: 'auth-me',
    method: 'GET',
    path: 'v1/auth/me',
    who: 'account.enter',
    unaudited: 'One’s own account.',
    summary: 'Who is signed in',
    input: z.strictObject({}),
    reply: staffMember.extend({
      second_factor: z.boolean(),
      /** The clinic requires one: it cannot be turned off. */
      second_factor_required: z.boolean(),
      recovery_codes_left: z.int(),
      /** Of the e-mails that this person gets about the account. */
      language: z.enum(LANGUAGES),
    }),
    status: 200,
  }),
  language: route({
    name: 'auth-language',
    method: 'POST',
    path: 'v1/auth/language',
    who: 'account.use',
    summary: 'Choose the language of the e-mails about one’s own account, security notices among them',
    input: z.strictObject({ language: z.enum(LANGUAGES) }),
    reply: nothing,
    status: 204,
  }),
  password: route({
    name: 'auth-password',
    method: 'POST',
    path: 'v1/auth/password',
    who: 'account.use',
    summary: 'Choose another password; every other session of this account ends',
    input: z.strictObject({ current_password: password, new_password: z.string().max(LIMITS.password) }),
    reply: nothing,
    status: 204,
  }),
  reset: route({
    name: 'auth-reset',
    method: 'POST',
    path: 'v1/auth/reset',
    who: 'anyone',
    summary: 'Choose a password with the one-time link of an invitation or a reset',
    input: z.strictObject({ token: z.string().min(1).max(200), password: z.string().max(LIMITS.password) }),
    reply: nothing,
    status: 204,
  }),
  secondFactor: route({
    name: 'auth-second-factor',
    method: 'POST',
    path: 'v1/auth/second-factor',
    who: 'account.enter',
    summary: 'A secret for an authenticator app; it counts once a code of it was confirmed',
    input: z.strictObject({ password }),
    reply: z.object({ secret: z.string(), uri: z.string() }),
    status: 200,
  }),
  secondFactorConfirm: route({
    name: 'auth-second-factor-confirm',
    method: 'POST',
    path: 'v1/auth/second-factor/confirm',
    who: 'account.enter',
    summary: 'Turn two-factor authentication on; returns the recovery codes, which are shown only here',
    input: z.strictObject({ totp_code: code }),
    reply: recoveryCodes,
    status: 200,
  }),
  recoveryCodes: route({
    name: 'auth-recovery-codes',
    method: 'POST',
    path: 'v1/auth/second-factor/recovery-codes',
    who: 'account.use',
    summary: 'New recovery codes; all earlier ones stop working',
    input: z.strictObject({ password, totp_code: code }),
    reply: recoveryCodes,
    status: 200,
  }),
  secondFactorDisable: route({
    name: 'auth-second-factor-disable',
    method: 'POST',
    path: 'v1/auth/second-factor/disable',
    who: 'account.use',
    summary: 'Turn the second factor off',
    input: z.strictObject({ password, totp_code: code }),
    reply: nothing,
    status: 204,
  }),
  stepUp: route({
    name: 'auth-step-up',
    method: 'POST',
    path: 'v1/auth/step-up',
    who: 'account.use',
    summary:
      'Enter the code, or the password without a second factor, once more; `request` makes the proof count for the one request whose refusal named it',
    input: z.strictObject({
      totp_code: code.optional(),
      password: password.optional(),
      request: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'Send the step_up_request of the refusal.')
        .optional(),
    }),
    reply: nothing,
    status: 204,
  }),
};
