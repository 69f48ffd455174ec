/** The fields that many contracts share, each with its limits. */
import * as z from 'zod';
import { FIRST_DAY, isDay, LAST_DAY } from '../domain/calendar.ts';
import { BOOK_CURRENCIES, CURRENCIES } from '../domain/currency.ts';
import { isPrintable, isVisible, keepsDirection } from '../domain/text.ts';
import { LIMITS } from './limits.ts';

export const WHICH_YEAR = 'Which year? Enter all four digits, such as 2026.';

/**
 * One line of text, trimmed, with something to see in it. Refuses what would break a log, a PDF or PostgreSQL, and what
 * would turn the words around it.
 */
export const text = (max: number) => onOneLine(freeText(max));

/** Text on one or more lines; line breaks and tabs are kept. */
export const lines = (max: number) => onLines(freeText(max));

/** The same two where nothing need be said. */
export const optionalText = (max: number) => onOneLine(writable(z.string().trim().normalize('NFC').max(max)));
export const optionalLines = (max: number) => onLines(writable(z.string().trim().normalize('NFC').max(max)));

const onOneLine = (schema: z.ZodString) =>
  schema.refine((value) => !/[\t\n\r\u2028\u2029]/.test(value), {
    message: 'Write this on one line.',
    abort: true,
  });

const onLines = (schema: z.ZodString) => schema.overwrite((value) => value.replace(/\r\n?/g, '\n'));

/** What people type to search with; it may be empty. */
export const searchText = (max: number) => writable(z.string().trim().max(max));

const freeText = (max: number) =>
  writable(
    z.string().trim().normalize('NFC').min(1, { message: 'Enter something.', abort: true }).max(max),
  ).refine(isVisible, {
    message: 'Enter at least one character that can be seen.',
    abort: true,
  });

/** Text without characters that are invisible and that change how the rest is shown or stored. */
export const writable = (schema: z.ZodString) =>
  schema
    .refine(isPrintable, { message: 'Remove the character that cannot be printed.', abort: true })
    .refine(keepsDirection, {
      message: 'Remove the hidden character that changes the direction of the text.',
      abort: true,
    });

export const id = z.uuid();
/** A day of the calendar that a clinic can mean: a year of two digits is asked for again. */
export const day = z
  .string()
  .refine(isDay, { message: 'Enter a day as YYYY-MM-DD.', abort: true })
  .refine((value) => value >= FIRST_DAY, { message: WHICH_YEAR, abort: true })
  .refine((value) => value <= LAST_DAY, { message: `Enter a day up to ${LAST_DAY}.`, abort: true })
  .meta({ format: 'date' });
/** An instant in a reply. */
export const instant = z.iso.datetime({ offset: true });
/** An instant in a request, within the same years as a day. */
export const givenInstant = z.iso
  .datetime({ offset: true })
  .refine((value) => value >= FIRST_DAY && value.slice(0, 10) <= LAST_DAY, {
    message: `Enter a time between ${FIRST_DAY} and ${LAST_DAY}.`,
  });
export const currency = z.enum(CURRENCIES);
/** Of the ledger: also one that Stripe converts into. */
export const bookCurrency = z.enum(BOOK_CURRENCIES);
/** Pasted addresses bring invisible characters along, which go. */
export const email = z
  .string()
  .overwrite((value) => value.replace(/\p{Cf}/gu, ''))
  .trim()
  .max(LIMITS.email)
  .regex(z.regexes.email, 'Enter an e-mail address, such as ana@example.com.')
  .meta({ format: 'email' });
/**
 * A phone number as it is typed or pasted; the clinic's country says what one without a country code means. Address
 * books put invisible direction marks around numbers, which go.
 */
export const phone = z
  .string()
  .overwrite((value) => value.replace(/\p{Cf}/gu, ''))
  .trim()
  .max(LIMITS.phone)
  .regex(/^[^\p{L}\p{Cc}]*(\p{Nd}[^\p{Cc}]*){5}$/u, 'Enter a phone number, such as (212) 555-0100.');

const QUANTITY_RANGE = `Enter a quantity from ${LIMITS.quantityMin} to ${LIMITS.quantity}.`;
/** How many or how long: up to three decimals, such as 1.5. */
export const quantity = z
  .number()
  .min(LIMITS.quantityMin, QUANTITY_RANGE)
  .max(LIMITS.quantity, QUANTITY_RANGE)
  .multipleOf(0.001, 'Enter a quantity with at most three decimals.');

/** An amount that must be something: 1 to 99,999,999 minor units. */
export const positiveCents = z.int().min(1).max(LIMITS.amountCents);
/** An amount that may be nothing. */
export const amountCents = z.int().min(0).max(LIMITS.amountCents);
/** An amount in a reply, which may be negative. */
export const moneyCents = z.int();

/** A rate in thousandths of a percent: 8875 is 8.875 % (decision 33). */
export const rateThousandths = z.int().min(0).max(100_000, 'Enter a rate of at most 100 %.');

/** A moment of the books: an instant, or a day, which means its end in the clinic's zone. */
export const moment = z.union([givenInstant, day]);

/** A page of a list: how many, and where to go on. Query texts become numbers here. */
export const page = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(1_000).optional(),
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
export type TimelineEvent = z.output<typeof timeline>[number];

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
    /** With `step_up_needed`: what to send to `/auth/step-up` as `request`, where the proof counts for one request only. */
    step_up_request: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;
