/** What changed an invoice after it was issued. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { creditLimits, creditNote } from '../../../../../functions/contracts/invoice-corrections.ts';
import { api } from '../../../api/api.ts';
import { moneyApi } from '../../../api/money.ts';
import { KEYS } from '../../../shared/queries/keys.ts';
import type { Invoice } from '../queries.ts';

export type CreditLimits = z.output<typeof creditLimits>;
export type CreditNote = z.output<typeof creditNote>;

const creditNotesQuery = (invoice: Invoice) =>
  queryOptions({
    queryKey: [...KEYS.invoices, 'credit-notes', invoice.id, invoice.payment_summary],
    queryFn: ({ signal }) => moneyApi.invoices.creditNotes({ id: invoice.id }, { signal }),
    enabled: invoice.status !== 'draft',
  });

export const useCreditNotes = (invoice: Invoice) => useQuery(creditNotesQuery(invoice));

const invoiceTimelineQuery = (invoice: Invoice) =>
  queryOptions({
    queryKey: [...KEYS.invoices, 'timeline', invoice.id, invoice.version, invoice.updated_at],
    queryFn: ({ signal }) => api.invoices.timeline({ id: invoice.id }, { signal }),
  });

export const useInvoiceTimeline = (invoice: Invoice) => useQuery(invoiceTimelineQuery(invoice));
