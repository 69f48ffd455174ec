/** What the page asks of the server, and what it can have done. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod';
import type { work } from '../../../../functions/contracts/work.ts';
import { adminApi } from '../../api/office.ts';
import { useToasts } from '../../shared/layout/toasts.tsx';

export type Alert = z.output<typeof work.alerts.reply>['data'][number];
export type DeadLetter = z.output<typeof work.list.reply>['data'][number];

/** Work mends itself or stops while somebody looks. */
const REFRESH_MS = 30_000;

export const useAlerts = () =>
  useQuery({
    queryKey: ['work', 'alerts'],
    queryFn: ({ signal }) => adminApi.work.alerts({}, { signal }),
    refetchInterval: REFRESH_MS,
  });

export const useDeadLetters = (page: { cursor?: string | undefined; limit: string }) =>
  useQuery({
    queryKey: ['work', 'deadLetters', page],
    queryFn: ({ signal }) => adminApi.work.list(page as z.input<typeof work.list.input>, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

/** Something is done about an alert or a dead letter; the lists and the first page are asked for again. */
export function useWorkAction({
  act,
  done,
  onDone,
}: {
  act: () => Promise<unknown>;
  done: string;
  onDone?: () => void;
}) {
  const cache = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      toasts.success(done);
      onDone?.();
      for (const key of ['work', 'dashboard']) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
}
