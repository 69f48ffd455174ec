/** Messages to patients, as several pages ask for them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod';
import type { messages } from '../../../../functions/contracts/messages.ts';
import { moneyApi } from '../../api/money.ts';
import { useToasts } from '../layout/toasts.tsx';

export type Message = z.output<typeof messages.list.reply>['data'][number];
type ListInput = z.input<typeof messages.list.input>;

/** While one of them waits it may leave any moment. */
const WAITING_MS = 4000;

export const useMessages = (filters: ListInput) =>
  useQuery({
    queryKey: ['messages', filters],
    queryFn: ({ signal }) => moneyApi.messages.list(filters, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.data.some((message) => message.state === 'pending') ? WAITING_MS : false,
  });

export function useResend({ onDone }: { onDone: () => void }) {
  const cache = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (message: Message) => moneyApi.messages.resend({ id: message.id }),
    onSuccess: () => {
      for (const queryKey of [['messages'], ['dashboard'], ['links'], ['reminders']]) {
        void cache.invalidateQueries({ queryKey });
      }
      toasts.success('A new message is on its way');
      onDone();
    },
  });
}
