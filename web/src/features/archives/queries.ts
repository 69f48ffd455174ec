/** What the archive's page asks of the server. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { archives } from '../../../../functions/contracts/archives.ts';
import { adminApi } from '../../api/office.ts';

type ListInput = z.input<typeof archives.list.input>;
export type Archive = z.output<typeof archives.list.reply>['data'][number];
export type Due = z.output<typeof archives.due.reply>;

export type ArchiveFilters = {
  query?: string | undefined;
  state?: string | undefined;
  cursor?: string | undefined;
  limit: string;
};

export const useArchives = (filters: ArchiveFilters, working: boolean) =>
  useQuery({
    queryKey: ['archives', 'list', filters],
    queryFn: ({ signal }) => adminApi.archives.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: working ? 4000 : false,
  });

/** While invoices are being archived it is looked at every two seconds. */
export const useDue = (working: boolean) =>
  useQuery({
    queryKey: ['archives', 'due'],
    queryFn: ({ signal }) => adminApi.archives.due({}, { signal }),
    refetchInterval: working ? 2000 : false,
  });

export const useBackups = () =>
  useQuery({
    queryKey: ['backups'],
    queryFn: ({ signal }) => adminApi.backups.list({}, { signal }),
  });
