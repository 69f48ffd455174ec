/** The fields that many contracts share, each with its limits. */
import * as z from 'zod';
import { isDay } from '../domain/calendar.ts';
import { CURRENCIES } from '../domain/currency.ts';
import { INVOICE_CENTS_MAX } from '../domain/money.ts';

/** Neither control characters nor lone surrogates: they break logs, PDFs and PostgreSQL (which refuses NUL). */
const printable = (text: string) => text.isWellFormed() && !/(?![\t\n\r])\p{Cc}/u.test(text);

/** Text on one or more lines, trimmed, at least one character. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Enter something.')
    .max(max)
    .refine(printable, 'Holds a character that cannot be printed.');

export const id = z.uuid();
/** What is no day is told before anything reckons with it. */
export const day = z
  .string()
  .refine(isDay, { message: 'Enter a day as YYYY-MM-DD.', abort: true })
  .meta({ format: 'date' });
export const instant = z.iso.datetime({ offset: true });
export const currency = z.enum(CURRENCIES);
export const email = z
  .email()
  .max(254)
  .transform((value) => value.trim());
export const phone = z
  .string()
  .trim()
  .max(32)
  .regex(/^\+?[0-9][0-9 ().-]{5,}$/, 'Enter a phone number, such as +1 555 0100.');

/** An amount that must be something: 1 to 99,999,999 minor units. */
export const positiveCents = z.int().min(1).max(INVOICE_CENTS_MAX);
/** An amount that may be nothing. */
export const amountCents = z.int().min(0).max(INVOICE_CENTS_MAX);
/** An amount in a reply, which may be negative. */
export const moneyCents = z.int();

/** A moment of the books: an instant, or a day, which means its end in the clinic's zone. */
export const moment = z.union([instant, day]);

/** A page of a list: how many, and where to go on. Query texts become numbers here. */
export const page = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(400).optional(),
};

/** A reply that is one page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/**
 * What happened to something, oldest first. `what` is the kind of a booking, the action of an audit entry, or `message_`
 * and its state.
 */
export const timeline = z.array(
  z.object({
    at: instant,
    what: z.string(),
    actor: z.string().nullable(),
    amount_cents: moneyCents.nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
);

/** RFC 9457 problem details, as every error answers. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;
