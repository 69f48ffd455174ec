/** What the invoice pages ask of the server. */
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type * as z from 'zod';
import type { InvoicePayment, invoice } from '../../../../functions/contracts/invoices.ts';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { api } from '../../api/api.ts';
import { type InvoiceFilters, invoiceListQuery } from '../../shared/queries/invoices.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { patientQueries } from '../../shared/queries/patients.ts';

export type Invoice = z.output<typeof invoice>;
export type Payment = InvoicePayment;

/** An invoice while its page is open: one that waits for its payment page is looked at again by itself. */
export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.invoices, 'one', id],
    queryFn: ({ signal }) => api.invoices.get({ id }, { signal }),
    refetchInterval: ({ state }) => (state.data?.payment_link_status === 'pending' ? 4000 : false),
  });

const paymentsQuery = ({ id, payment_summary }: Invoice) =>
  queryOptions({
    queryKey: [...KEYS.invoices, 'payments', id, payment_summary],
    queryFn: ({ signal }) => api.invoices.payments({ id }, { signal }),
    placeholderData: keepPreviousData,
  });

const stateQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.invoiceStates, id],
    queryFn: ({ signal }) => api.invoices.state({ id }, { signal }),
    refetchInterval: 4000,
    staleTime: 0,
  });

export const useInvoices = (filters: InvoiceFilters) => useQuery(invoiceListQuery(filters));

export const useInvoice = (id: string) => useQuery(invoiceQuery(id));

export const useInvoicePayments = (invoice: Invoice) =>
  useQuery({ ...paymentsQuery(invoice), enabled: invoice.status !== 'draft' });

export const usePatient = (id: string | undefined) =>
  useQuery({ ...patientQueries.one(id ?? ''), enabled: id !== undefined });

/**
 * Looks every few seconds whether an open invoice was paid, while its page is in front, and fetches it again when it was.
 * It asks for the state alone, because each reading of the invoice is written into the audit.
 */
export function useWatchedForPayment(invoice: Invoice): void {
  const cache = useQueryClient();
  const { id } = invoice;
  const seen = useQuery({ ...stateQuery(id), enabled: isPayable(invoice.status) }).data;
  const changed =
    seen !== undefined && (seen.status !== invoice.status || seen.balance_cents !== invoice.balance_cents);
  useEffect(() => {
    if (changed) void cache.invalidateQueries({ queryKey: KEYS.invoices });
  }, [changed, cache]);
}
