/** What the screens that show money ask of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { listedPayment, paymentDetail, payments } from '../../../../functions/contracts/payments.ts';
import { moneyApi } from '../../api/money.ts';
import { KEYS } from '../queries/keys.ts';

export type ListedPayment = z.output<typeof listedPayment>;
export type PaymentDetail = z.output<typeof paymentDetail>;

type ListInput = z.input<typeof payments.list.input>;
export type PaymentFilters = { [K in keyof ListInput]?: ListInput[K] | undefined };

const paymentsQuery = (filters: PaymentFilters) =>
  queryOptions({
    queryKey: [...KEYS.payments, 'list', filters],
    queryFn: ({ signal }) => moneyApi.payments.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const usePayments = (filters: PaymentFilters) => useQuery(paymentsQuery(filters));

const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.payments, 'one', id],
    queryFn: ({ signal }) => moneyApi.payments.get({ id }, { signal }),
  });

export const usePayment = (id: string) => useQuery(paymentQuery(id));
