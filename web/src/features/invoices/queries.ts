/** What the invoice pages ask of the server. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type * as z from 'zod';
import type { invoice, invoices, payment } from '../../../../functions/contracts/invoices.ts';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { api } from '../../api/api.ts';

export type Invoice = z.output<typeof invoice>;
export type Payment = z.output<typeof payment>;

type ListInput = z.input<typeof invoices.list.input>;
export type InvoiceFilters = Pick<ListInput, 'status'> & {
  patient_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  query?: string | undefined;
  cursor?: string | undefined;
  limit: string;
};

export const useInvoices = (filters: InvoiceFilters) =>
  useQuery({
    queryKey: ['invoices', 'list', filters],
    queryFn: ({ signal }) => api.invoices.list(filters as ListInput, { signal }),
    placeholderData: keepPreviousData,
  });

export const useInvoice = (id: string) =>
  useQuery({
    queryKey: ['invoices', 'one', id],
    queryFn: ({ signal }) => api.invoices.get({ id }, { signal }),
    refetchInterval: ({ state }) => (state.data?.payment_link_status === 'pending' ? 4000 : false),
  });

export const useInvoicePayments = (invoice: Invoice) =>
  useQuery({
    queryKey: ['invoices', 'payments', invoice.id, invoice.payment_summary],
    queryFn: ({ signal }) => api.invoices.payments({ id: invoice.id }, { signal }),
    enabled: invoice.status !== 'draft',
    placeholderData: keepPreviousData,
  });

export const usePatient = (id: string | undefined) =>
  useQuery({
    queryKey: ['patients', 'one', id],
    queryFn: ({ signal }) => api.patients.get({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
  });

/**
 * Looks every few seconds whether an open invoice was paid, while its page is in front, and fetches it again when it was.
 * It asks for the state alone, because each reading of the invoice is written into the audit.
 */
export function useWatchedForPayment(invoice: Invoice): void {
  const cache = useQueryClient();
  const { id } = invoice;
  const seen = useQuery({
    queryKey: ['invoice-watch', id],
    queryFn: ({ signal }) => api.invoices.state({ id }, { signal }),
    enabled: isPayable(invoice.status),
    refetchInterval: 4000,
    staleTime: 0,
  }).data;
  const changed =
    seen !== undefined && (seen.status !== invoice.status || seen.balance_cents !== invoice.balance_cents);
  useEffect(() => {
    if (changed) void cache.invalidateQueries({ queryKey: ['invoices'] });
  }, [changed, cache]);
}
