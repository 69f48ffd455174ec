/** What the page asks of the server, and what it can have done. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { work } from '../../../../functions/contracts/work.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';

export type Alert = z.output<typeof work.alerts.reply>['data'][number];
export type DeadLetter = z.output<typeof work.list.reply>['data'][number];

/** Work recovers or stops while the page is open. */
const REFRESH_MS = 30_000;

const alertsQuery = queryOptions({
  queryKey: [...KEYS.work, 'alerts'],
  queryFn: ({ signal }) => adminApi.work.alerts({}, { signal }),
  refetchInterval: REFRESH_MS,
});

export const useAlerts = () => useQuery(alertsQuery);

const deadLettersQuery = (page: { cursor?: string | undefined; limit: string }) =>
  queryOptions({
    queryKey: [...KEYS.work, 'deadLetters', page],
    queryFn: ({ signal }) => adminApi.work.list(page as z.input<typeof work.list.input>, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

export const useDeadLetters = (page: { cursor?: string | undefined; limit: string }) =>
  useQuery(deadLettersQuery(page));

/** Something is done about an alert or a dead letter; the lists and the first page are asked for again. */
export const useWorkAction = (action: { act: () => Promise<unknown>; done: string; onDone?: () => void }) =>
  useAction({ ...action, changes: [KEYS.work, KEYS.dashboard] });
