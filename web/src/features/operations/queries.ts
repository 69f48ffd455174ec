/** How the system runs, as the page reads it. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { OPERATIONS_PERIODS } from '../../../../functions/contracts/operations.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type Period = (typeof OPERATIONS_PERIODS)[number];

/** Each look is a row of the audit trail: often enough to watch, not more. */
const REFRESH_MS = 60_000;

const overviewQuery = (period: Period) =>
  queryOptions({
    queryKey: [...KEYS.operations, period],
    queryFn: ({ signal }) => adminApi.operations.overview({ period }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

export const useOverview = (period: Period) => useQuery(overviewQuery(period));
