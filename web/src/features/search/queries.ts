/** What the palette asks of the server. What was typed is kept in memory only, and ends with the session. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { searchApi } from '../../api/search.ts';
import { KEYS } from '../../shared/queries/keys.ts';

/** The server takes no shorter text. */
export const SHORTEST = 2;

export const useFound = (query: string) =>
  useQuery({
    queryKey: [...KEYS.search, query],
    queryFn: ({ signal }) => searchApi.search.find({ query }, { signal }),
    enabled: query.length >= SHORTEST,
    placeholderData: keepPreviousData,
  });
