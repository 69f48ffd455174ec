/** What the dashboard asks of the server. */
import { queryOptions } from '@tanstack/react-query';
import { dashboardApi } from '../../api/dashboard.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export const dashboardQuery = queryOptions({
  queryKey: KEYS.dashboard,
  queryFn: ({ signal }) => dashboardApi.get({}, { signal }),
  refetchInterval: 60_000,
});
