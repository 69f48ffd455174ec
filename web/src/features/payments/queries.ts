/** What the page asks of the server beside payments themselves. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { creditPayout, creditPayouts } from '../../../../functions/contracts/credit-payouts.ts';
import type { credits } from '../../../../functions/contracts/credits.ts';
import type { dispute, disputes } from '../../../../functions/contracts/disputes.ts';
import type { refund, refunds } from '../../../../functions/contracts/refunds.ts';
import { moneyApi } from '../../api/money.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type Refund = z.output<typeof refund>;
export type Dispute = z.output<typeof dispute>;

export type PatientCredit = z.output<typeof credits.list.reply>['data'][number];

type Given<T> = { [K in keyof T]?: T[K] | undefined };
type RefundsInput = z.input<typeof refunds.list.input>;
type DisputesInput = z.input<typeof disputes.list.input>;

/** Refunds on their way are looked at again by themselves, because Stripe's answer comes a moment later. */
const refundsQuery = (filters: Given<RefundsInput>) =>
  queryOptions({
    queryKey: [...KEYS.refunds, 'list', filters],
    queryFn: ({ signal }) => moneyApi.refunds.list(filters as RefundsInput, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'approved' || status === 'processing') ? 4000 : false,
  });

export const useRefunds = (filters: Given<RefundsInput>) => useQuery(refundsQuery(filters));

const disputesQuery = (filters: Given<DisputesInput>) =>
  queryOptions({
    queryKey: [...KEYS.disputes, 'list', filters],
    queryFn: ({ signal }) => adminApi.disputes.list(filters as DisputesInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const useDisputes = (filters: Given<DisputesInput>) => useQuery(disputesQuery(filters));

export type CreditPayout = z.output<typeof creditPayout>;
type CreditPayoutsInput = z.input<typeof creditPayouts.list.input>;

const creditPayoutsQuery = (filters: Given<CreditPayoutsInput>) =>
  queryOptions({
    queryKey: [...KEYS.credits, 'payouts', filters],
    queryFn: ({ signal }) => moneyApi.creditPayouts.list(filters as CreditPayoutsInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const useCreditPayouts = (filters: Given<CreditPayoutsInput>) => useQuery(creditPayoutsQuery(filters));

type CreditsInput = z.input<typeof credits.list.input>;

const creditsQuery = (page: Given<CreditsInput>) =>
  queryOptions({
    queryKey: [...KEYS.credits, 'list', page],
    queryFn: ({ signal }) => moneyApi.credits.list(page as CreditsInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const useCredits = (page: Given<CreditsInput>) => useQuery(creditsQuery(page));
