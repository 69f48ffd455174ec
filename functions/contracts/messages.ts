/** What patients were sent and how it fared, and who will be reminded of what. */
import * as z from 'zod';
import { NO_REMINDER } from '../domain/reminder.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

const states = ['pending', 'sent', 'failed', 'skipped'] as const;

const message = z.object({
  id: field.id,
  kind: z.enum([
    'invoice',
    'receipt',
    'fresh_link',
    'reminder',
    'refund',
    'refund_failed',
    'instalment',
    'account',
  ]),
  channel: z.enum(['email', 'sms']),
  /** `skipped`: not sent, because its content was no longer true. */
  state: z.enum(states),
  /** The address refused it for good, at once or later. */
  bounced: z.boolean(),
  /** It did not arrive, and nothing has been sent about the invoice, or the account, since. */
  needs_attention: z.boolean(),
  attempts: z.int(),
  /** Where it went, or will go, masked; null when there is no address. */
  address: z.string().nullable(),
  /** The patient has another address by now, or none. */
  address_changed: z.boolean(),
  patient_id: field.id,
  patient_name: z.string(),
  /** What it is about; null when it is about the patient's account. */
  invoice_id: field.id.nullable(),
  invoice_number: z.string().nullable(),
  last_error: z.string().nullable(),
  created_at: field.instant,
  sent_at: field.instant.nullable(),
  /** When the provider said that it arrived; many never say. */
  delivered_at: field.instant.nullable(),
});
export type Message = z.output<typeof message>;

const reminder = z.object({
  invoice_id: field.id,
  invoice_number: z.string(),
  patient_id: field.id,
  patient_name: z.string(),
  due_date: z.string(),
  currency: field.currency,
  balance_cents: field.moneyCents,
  channel: z.enum(['email', 'sms']).nullable(),
  /** How many were sent. */
  sent: z.int(),
  /** Staff have paused the reminders of this invoice. */
  paused: z.boolean(),
  /** The patient wants none. */
  declined: z.boolean(),
  /** Days from the due date, negative before it; when `on` and from what time of the clinic's day it is sent. */
  next: z.object({ step: z.int(), on: z.string(), not_before: z.string() }).nullable(),
  /** Why there is no next one. */
  none_because: z.enum(NO_REMINDER).nullable(),
});

export const messages = {
  list: route({
    name: 'messages-list',
    method: 'GET',
    path: 'v1/messages',
    who: 'messages.read',
    audits: 'message',
    summary: 'Messages to patients, newest first',
    input: z.strictObject({
      invoice_id: field.id.optional(),
      patient_id: field.id.optional(),
      state: z.enum([...states, 'needs_attention']).optional(),
      ...field.page,
    }),
    reply: field.pageOf(message),
    status: 200,
  }),
  resend: route({
    name: 'messages-resend',
    method: 'POST',
    path: 'v1/messages/{id}/resend',
    who: 'messages.send',
    summary: 'Send it again, as a new message with a fresh link',
    input: z.strictObject({ id: field.id }),
    reply: message,
    status: 202,
    idempotent: true,
  }),
};

export const reminders = {
  preview: route({
    name: 'reminders-preview',
    method: 'GET',
    path: 'v1/reminders/preview',
    who: 'messages.read',
    audits: 'reminder',
    summary: 'Who gets which reminder and when, and who gets none and why',
    input: z.strictObject({
      /** How far to look ahead. */
      days: z.coerce.number().int().min(0).max(90).default(14),
      ...field.page,
    }),
    reply: field.pageOf(reminder),
    status: 200,
  }),
  get: route({
    name: 'reminders-get',
    method: 'GET',
    path: 'v1/invoices/{id}/reminders',
    who: 'messages.read',
    summary: 'When the patient is reminded of one invoice next, or why not',
    input: z.strictObject({ id: field.id }),
    reply: reminder,
    status: 200,
    audits: 'invoice',
  }),
  send: route({
    name: 'reminders-send',
    method: 'POST',
    path: 'v1/invoices/{id}/reminders',
    who: 'messages.send',
    summary: 'Send a reminder of one invoice now; in the quiet hours it leaves in the morning',
    input: z.strictObject({ id: field.id }),
    reply: reminder,
    status: 202,
    idempotent: true,
  }),
  pause: route({
    name: 'reminders-pause',
    method: 'PUT',
    path: 'v1/invoices/{id}/reminders',
    who: 'messages.send',
    summary: 'Pause or resume the reminders of one invoice',
    input: z.strictObject({ id: field.id, paused: z.boolean() }),
    reply: z.object({ invoice_id: field.id, paused: z.boolean() }),
    status: 200,
  }),
  decline: route({
    name: 'reminders-decline',
    method: 'PUT',
    path: 'v1/patients/{id}/reminders',
    who: 'messages.send',
    summary: 'Remember that a patient wants no reminders, or wants them again',
    input: z.strictObject({ id: field.id, declined: z.boolean() }),
    reply: z.object({ patient_id: field.id, declined: z.boolean() }),
    status: 200,
  }),
};
