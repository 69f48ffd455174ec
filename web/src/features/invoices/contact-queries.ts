/** What the invoice page asks of the server about its links and reminders. */
import { queryOptions } from '@tanstack/react-query';
import { moneyApi } from '../../api/money.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import type { Invoice } from './queries.ts';

export const remindersQuery = ({ id, status, balance_cents, due_date }: Invoice) =>
  queryOptions({
    queryKey: [...KEYS.reminders, id, status, balance_cents, due_date],
    queryFn: ({ signal }) => moneyApi.reminders.get({ id }, { signal }),
  });

export const linksQuery = ({ id, status }: Invoice) =>
  queryOptions({
    queryKey: [...KEYS.links, id, status],
    queryFn: ({ signal }) => moneyApi.links.list({ id }, { signal }),
  });
