/** What the reports ask of the server. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import type { patientAccount } from '../../../../functions/contracts/patient-account.ts';
import type { reports } from '../../../../functions/contracts/reports.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

type AgeingInput = z.input<typeof reports.ageing.input>;
type StatementInput = z.input<typeof patientAccount.statement.input>;

export const ageingQuery = (input: AgeingInput) =>
  queryOptions({
    queryKey: [...KEYS.books, 'ageing', input],
    queryFn: ({ signal }) => adminApi.reports.ageing(input, { signal }),
    placeholderData: keepPreviousData,
  });

export const statementQuery = (input: StatementInput) =>
  queryOptions({
    queryKey: [...KEYS.books, 'statement', input],
    queryFn: ({ signal }) => adminApi.patients.statement(input, { signal }),
    placeholderData: keepPreviousData,
  });
