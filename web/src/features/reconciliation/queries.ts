/** What the page asks of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { reconciliation } from '../../../../functions/contracts/reconciliation.ts';
import type { stripeEvent } from '../../../../functions/contracts/stripe-events.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type Report = z.output<typeof reconciliation.get.reply>;
export type Discrepancy = Report['breaks'][number];
export type Payout = Report['payouts'][number];
export type Run = z.output<typeof reconciliation.getRun.reply>;
export type StripeEvent = z.output<typeof stripeEvent>;

/** What shows the state of the reconciliation. */
export const RECONCILIATION_CHANGES = [KEYS.reconciliation, KEYS.dashboard];

const reportQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: [...KEYS.reconciliation, 'report', from, to],
    queryFn: ({ signal }) => adminApi.reconciliation.get({ from, to }, { signal }),
    placeholderData: keepPreviousData,
  });

export const useReport = (from: string, to: string) => useQuery(reportQuery(from, to));

export const isUnderWay = (run: Run | undefined): boolean =>
  run?.state === 'waiting' || run?.state === 'running';

/** Looks again every second and a half until the run has come to its end. */
const runQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: [...KEYS.reconciliation, 'run', id],
    queryFn: ({ signal }) => adminApi.reconciliation.getRun({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 1500 : false),
  });

export const useRun = (id: string | undefined) => useQuery(runQuery(id));

const runsQuery = queryOptions({
  queryKey: [...KEYS.reconciliation, 'runs'],
  queryFn: ({ signal }) => adminApi.reconciliation.listRuns({ limit: 5 }, { signal }),
});

export const useRuns = () => useQuery(runsQuery);

const quarantinedQuery = queryOptions({
  queryKey: [...KEYS.reconciliation, 'quarantined'],
  queryFn: ({ signal }) => adminApi.stripeEvents.list({ state: 'quarantined', limit: 50 }, { signal }),
});

export const useQuarantined = () => useQuery(quarantinedQuery);
