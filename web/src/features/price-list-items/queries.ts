/** What the pages of the price list ask of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { priceListItems } from '../../../../functions/contracts/price-list-items.ts';
import { priceListApi, priceListImportsApi } from '../../api/price-list.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type ItemWithVersions = z.output<typeof priceListItems.get.reply>;

type Search = {
  query?: string | undefined;
  offered_on?: string | undefined;
  ended_on?: string | undefined;
  cursor?: string | undefined;
  limit: string;
};

export const usePriceList = (search: Search) =>
  useQuery({
    queryKey: [...KEYS.priceList, 'list', search],
    queryFn: ({ signal }) =>
      priceListApi.list(search as z.input<typeof priceListItems.list.input>, { signal }),
    placeholderData: keepPreviousData,
  });

export const priceListItemQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.priceList, 'one', id],
    queryFn: ({ signal }) => priceListApi.get({ id }, { signal }),
  });

/** How many imports can be looked at, and undone. */
const IMPORTS_SHOWN = 5;

export const usePriceListImports = () =>
  useQuery({
    queryKey: [...KEYS.priceList, 'imports'],
    queryFn: ({ signal }) => priceListImportsApi.list({ limit: IMPORTS_SHOWN }, { signal }),
  });
