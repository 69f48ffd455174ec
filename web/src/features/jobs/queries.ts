/** What the pages of jobs ask of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { jobs } from '../../../../functions/contracts/jobs.ts';
import { jobsApi } from '../../api/jobs-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

type PageInput = { cursor?: string | undefined; limit: string };

/** While something is in progress. */
const REFRESH_MS = 2_000;

export const useJobs = (page: PageInput) =>
  useQuery({
    queryKey: [...KEYS.jobs, 'list', page],
    queryFn: ({ signal }) => jobsApi.list(page as z.input<typeof jobs.list.input>, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.data.some((job) => job.state === 'running') ? REFRESH_MS : false,
  });

const progressQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.jobs, 'progress', id],
    queryFn: ({ signal }) => jobsApi.progress({ id }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? REFRESH_MS : false),
    staleTime: 0,
  });

export const useProgress = (id: string) => useQuery(progressQuery(id));

/** The invoices of a job, read again when the job has ended: each reading is written into the audit. */
export const useJobItems = (id: string, page: PageInput) =>
  useQuery({
    queryKey: [...KEYS.jobs, 'items', id, page],
    queryFn: ({ signal }) => jobsApi.get({ id, ...page } as z.input<typeof jobs.get.input>, { signal }),
    placeholderData: keepPreviousData,
  });
