/** What the screens that show money ask of the server. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { listedPayment, paymentDetail, payments } from '../../../../functions/contracts/payments.ts';
import { api } from '../../api/api.ts';

export type ListedPayment = z.output<typeof listedPayment>;
export type PaymentDetail = z.output<typeof paymentDetail>;

type ListInput = z.input<typeof payments.list.input>;
export type PaymentFilters = { [K in keyof ListInput]?: ListInput[K] | undefined };

export const usePayments = (filters: PaymentFilters) =>
  useQuery({
    queryKey: ['payments', 'list', filters],
    queryFn: ({ signal }) => api.payments.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const usePayment = (id: string) =>
  useQuery({
    queryKey: ['payments', 'one', id],
    queryFn: ({ signal }) => api.payments.get({ id }, { signal }),
  });
