/** What several pages ask of the server about patients. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { KEYS } from './keys.ts';

type Search = { query?: string | undefined; cursor?: string | undefined; limit: string | number };

export const patientQueries = {
  list: (search: Search) =>
    queryOptions({
      queryKey: [...KEYS.patientLists, search],
      queryFn: ({ signal }) => api.patients.search(search, { signal }),
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...KEYS.patients, 'one', id],
      queryFn: ({ signal }) => api.patients.get({ id }, { signal }),
    }),
};
