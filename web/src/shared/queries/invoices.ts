/** What several pages ask of the server about invoices. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import type { invoices } from '../../../../functions/contracts/invoices.ts';
import { api } from '../../api/api.ts';
import { KEYS } from './keys.ts';

type ListInput = z.input<typeof invoices.list.input>;
export type InvoiceFilters = Pick<ListInput, 'status'> & {
  patient_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  query?: string | undefined;
  cursor?: string | undefined;
  limit: string;
};

export const invoiceListQuery = (filters: InvoiceFilters) =>
  queryOptions({
    queryKey: [...KEYS.invoiceLists, filters],
    queryFn: ({ signal }) => api.invoices.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
  });
