/**
 * Filters, tabs and pages live in the address, so that back, reload and a shared link show the same list. What was typed
 * into a search box does not: see private-words.ts.
 */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type * as z from 'zod';
import { keepWords, wordsOf } from '../text/private-words.ts';

/** The parameter of every list that holds words which someone typed. */
const TYPED = 'query';

/** What an address says, by schema; a value that does not fit counts as not given. */
export function readUrlState<S extends z.ZodObject>(schema: S, params: URLSearchParams): z.output<S> {
  const raw: Record<string, string> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const given = params.get(key) ?? undefined;
    const value = key === TYPED && given ? wordsOf(given) : given;
    if (value && (field as z.ZodType).safeParse(value).success) raw[key] = value;
  }
  return schema.parse(raw);
}

/** An address with some values changed; what becomes undefined or empty leaves it. Other parameters stay. */
export function writeUrlState(
  params: URLSearchParams,
  change: Record<string, string | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(change)) {
    if (value) next.set(key, key === TYPED ? keepWords(value) : value);
    else next.delete(key);
  }
  return next;
}

type Change<S extends z.ZodObject> = { [K in keyof z.output<S>]?: string | undefined };

/** The state in the address and how to change it. Every field of the schema must be optional or have a default. */
export function useUrlState<S extends z.ZodObject>(
  schema: S,
): [z.output<S>, (change: Change<S>, options?: { replace?: boolean; state?: unknown }) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readUrlState(schema, params), [schema, params]);
  const change = useCallback(
    (values: Change<S>, options: { replace?: boolean; state?: unknown } = {}) => {
      setParams((now) => writeUrlState(now, values as Record<string, string | undefined>), options);
    },
    [setParams],
  );
  return [state, change];
}
