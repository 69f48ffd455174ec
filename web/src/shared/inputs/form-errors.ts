/** Brings what a contract or the server finds wrong to the field it is about. */
import type * as z from 'zod';
import { Problem } from '../../api/problem.ts';

export type FieldMessages = ReadonlyMap<string, string>;

/** What a schema says of an input: the first message of each path (`items.0.quantity`). */
export function schemaErrors(schema: z.ZodType, input: unknown): FieldMessages {
  const found = schema.safeParse(input);
  const messages = new Map<string, string>();
  for (const issue of found.success ? [] : found.error.issues) {
    const path = issue.path.join('.');
    if (!messages.has(path)) messages.set(path, issue.message);
  }
  return messages;
}

/** The fields that a refused call names. */
export const problemErrors = (error: unknown): FieldMessages =>
  new Map(error instanceof Problem ? error.errors.map(({ path, message }) => [path, message]) : []);

/** The text of a form's field as the API wants it: nothing stays nothing. */
export const orNull = (text: string): string | null => text.trim() || null;
