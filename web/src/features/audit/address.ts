/** What of the audit and ledger page is in its address. */
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import { ACCOUNTS } from '../../../../functions/domain/ledger.ts';
import { pageFields } from '../../shared/lists/Pager.tsx';

/** The series of numbers that have a certificate. */
export const NUMBER_KINDS = ['invoice', 'credit_note', 'receipt'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

export const addressSchema = z.object({
  tab: z.enum(['audit', 'ledger', 'numbers']).default('audit'),
  actor: z.uuid().optional(),
  action: z.string().max(60).optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  target_type: z.string().max(40).optional(),
  target_id: z.string().max(255).optional(),
  request_id: z.string().max(100).optional(),
  account: z.enum(ACCOUNTS).optional(),
  invoice_id: z.uuid().optional(),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
  kind: z.enum(NUMBER_KINDS).optional(),
  from: day.optional(),
  to: day.optional(),
  ...pageFields,
});

export type Address = z.output<typeof addressSchema>;
export type Change = (
  values: { [Name in keyof Address]?: string | undefined },
  options?: { replace?: boolean; state?: unknown },
) => void;
export type TabProps = { address: Address; change: Change };

export const TABS = [
  { id: 'audit', label: 'Audit' },
  { id: 'ledger', label: 'Ledger' },
  { id: 'numbers', label: 'Numbers' },
] as const;

/** Without any filter. */
export const CLEARED = {
  actor: undefined,
  action: undefined,
  outcome: undefined,
  target_type: undefined,
  target_id: undefined,
  request_id: undefined,
  account: undefined,
  invoice_id: undefined,
  month: undefined,
  kind: undefined,
  from: undefined,
  to: undefined,
  cursor: undefined,
} as const;

/** Whether anything is filtered, or a later page is shown. */
export const isFiltered = (address: Address): boolean =>
  (Object.keys(CLEARED) as (keyof typeof CLEARED)[]).some((name) => address[name] !== undefined);

/** `issue_invoice` → `Issue invoice`. */
export const inWords = (name: string): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;

const KIND_WORDS: Readonly<Record<string, string>> = {
  exchange_from: 'Converted by Stripe: taken out',
  exchange_to: 'Converted by Stripe: brought in',
};

/** What a ledger transaction is about. */
export const kindInWords = (kind: string): string => KIND_WORDS[kind] ?? inWords(kind);
