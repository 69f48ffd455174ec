/** Credit notes above a clerk's limit, as the server has them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type {
  creditNoteRequest,
  creditNoteRequests,
} from '../../../../functions/contracts/credit-note-requests.ts';
import { moneyApi } from '../../api/money.ts';
import { KEYS } from '../queries/keys.ts';

export type CreditNoteRequest = z.output<typeof creditNoteRequest>;

/** What can be done with a pending one. */
export type Decision = 'approve' | 'reject' | 'withdraw';

export const useCreditNoteRequests = (filter: z.input<typeof creditNoteRequests.list.input>) =>
  useQuery({
    queryKey: [...KEYS.creditNoteRequests, filter],
    queryFn: ({ signal }) => moneyApi.creditNoteRequests.list(filter, { signal }),
    placeholderData: keepPreviousData,
  });
