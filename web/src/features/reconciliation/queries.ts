/** What the page asks of the server. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { reconciliation } from '../../../../functions/contracts/reconciliation.ts';
import type { stripeEvent } from '../../../../functions/contracts/stripe-events.ts';
import { adminApi } from '../../api/office.ts';

export type Report = z.output<typeof reconciliation.get.reply>;
export type Break = Report['breaks'][number];
export type Payout = Report['payouts'][number];
export type Run = z.output<typeof reconciliation.getRun.reply>;
export type StripeEvent = z.output<typeof stripeEvent>;

export const useReport = (from: string, to: string) =>
  useQuery({
    queryKey: ['reconciliation', 'report', from, to],
    queryFn: ({ signal }) => adminApi.reconciliation.get({ from, to }, { signal }),
    placeholderData: keepPreviousData,
  });

export const isUnderWay = (run: Run | undefined): boolean =>
  run?.state === 'waiting' || run?.state === 'running';

/** Looks again every second and a half until the run has come to its end. */
export const useRun = (id: string | undefined) =>
  useQuery({
    queryKey: ['reconciliation', 'run', id],
    queryFn: ({ signal }) => adminApi.reconciliation.getRun({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 1500 : false),
  });

export const useRuns = () =>
  useQuery({
    queryKey: ['reconciliation', 'runs'],
    queryFn: ({ signal }) => adminApi.reconciliation.listRuns({ limit: 5 }, { signal }),
  });

export const useQuarantined = () =>
  useQuery({
    queryKey: ['reconciliation', 'quarantined'],
    queryFn: ({ signal }) => adminApi.stripeEvents.list({ state: 'quarantined', limit: 50 }, { signal }),
  });
