/** What the reports ask of the server. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import type { books } from '../../../../functions/contracts/books.ts';
import { adminApi } from '../../api/office.ts';
import { KEYS } from '../../shared/queries/keys.ts';

type AgeingInput = z.input<typeof books.ageing.input>;
type StatementInput = z.input<typeof books.statement.input>;

export const ageingQuery = (input: AgeingInput) =>
  queryOptions({
    queryKey: [...KEYS.books, 'ageing', input],
    queryFn: ({ signal }) => adminApi.books.ageing(input, { signal }),
    placeholderData: keepPreviousData,
  });

export const statementQuery = (input: StatementInput) =>
  queryOptions({
    queryKey: [...KEYS.books, 'statement', input],
    queryFn: ({ signal }) => adminApi.books.statement(input, { signal }),
    placeholderData: keepPreviousData,
  });
