/** Messages to patients, as several pages ask for them. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { messages } from '../../../../functions/contracts/messages.ts';
import { moneyApi } from '../../api/money.ts';
import { KEYS } from '../queries/keys.ts';
import { useAction } from '../queries/use-action.ts';

export type Message = z.output<typeof messages.list.reply>['data'][number];
type ListInput = z.input<typeof messages.list.input>;

/** While one of them waits it may leave any moment. */
const WAITING_MS = 4000;

const messagesQuery = (filters: ListInput) =>
  queryOptions({
    queryKey: [...KEYS.messages, filters],
    queryFn: ({ signal }) => moneyApi.messages.list(filters, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.data.some((message) => message.state === 'pending') ? WAITING_MS : false,
  });

export const useMessages = (filters: ListInput) => useQuery(messagesQuery(filters));

export const useResend = ({ onDone }: { onDone: () => void }) =>
  useAction({
    act: ({ id }: Message) => moneyApi.messages.resend({ id }),
    changes: [KEYS.messages, KEYS.dashboard, KEYS.links, KEYS.reminders],
    done: 'A new message is on its way',
    onDone,
  });
