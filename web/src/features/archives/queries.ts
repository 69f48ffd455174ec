/** What the archive's page asks of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { archives } from '../../../../functions/contracts/archives.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

type ListInput = z.input<typeof archives.list.input>;
export type Archive = z.output<typeof archives.list.reply>['data'][number];
export type Due = z.output<typeof archives.due.reply>;

export type ArchiveFilters = {
  query?: string | undefined;
  state?: string | undefined;
  cursor?: string | undefined;
  limit: string;
};

const archivesQuery = (filters: ArchiveFilters, working: boolean) =>
  queryOptions({
    queryKey: [...KEYS.archives, 'list', filters],
    queryFn: ({ signal }) => adminApi.archives.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: working ? 4000 : false,
  });

export const useArchives = (filters: ArchiveFilters, working: boolean) =>
  useQuery(archivesQuery(filters, working));

/** While invoices are being archived it is looked at every two seconds. */
const dueQuery = (working: boolean) =>
  queryOptions({
    queryKey: [...KEYS.archives, 'due'],
    queryFn: ({ signal }) => adminApi.archives.due({}, { signal }),
    refetchInterval: working ? 2000 : false,
  });

export const useDue = (working: boolean) => useQuery(dueQuery(working));

const backupsQuery = queryOptions({
  queryKey: KEYS.backups,
  queryFn: ({ signal }) => adminApi.backups.list({}, { signal }),
});

export const useBackups = () => useQuery(backupsQuery);
