/** What the audit and ledger page asks of the server. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { audit, auditRecord } from '../../../../functions/contracts/audit.ts';
import type { ledger, ledgerEntry } from '../../../../functions/contracts/ledger.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type AuditRecord = z.output<typeof auditRecord>;
export type AuditSearch = z.input<typeof audit.list.input>;
export type Chain = z.output<typeof audit.chain.reply>;
export type LedgerEntry = z.output<typeof ledgerEntry>;
export type LedgerSearch = z.input<typeof ledger.list.input>;

const auditQuery = (search: AuditSearch) =>
  queryOptions({
    queryKey: [...KEYS.audit, 'list', search],
    queryFn: ({ signal }) => adminApi.audit.list(search, { signal }),
    placeholderData: keepPreviousData,
  });

export const useAudit = (search: AuditSearch) => useQuery(auditQuery(search));

const choicesQuery = queryOptions({
  queryKey: [...KEYS.audit, 'choices'],
  queryFn: ({ signal }) => adminApi.audit.choices({}, { signal }),
  staleTime: 60_000,
});

export const useChoices = () => useQuery(choicesQuery);

const chainQuery = queryOptions({
  queryKey: [...KEYS.audit, 'chain'],
  queryFn: ({ signal }) => adminApi.audit.chain({}, { signal }),
  staleTime: 60_000,
});

export const useChain = () => useQuery(chainQuery);

const ledgerQuery = (search: LedgerSearch) =>
  queryOptions({
    queryKey: [...KEYS.books, 'list', search],
    queryFn: ({ signal }) => adminApi.ledger.list(search, { signal }),
    placeholderData: keepPreviousData,
  });

export const useLedger = (search: LedgerSearch) => useQuery(ledgerQuery(search));
