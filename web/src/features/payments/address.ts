/** The address of the page: the tab, its filters, and the payment whose drawer is open. */
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import { DISPUTE_STAGES } from '../../../../functions/domain/dispute.ts';
import { PAYMENT_METHODS } from '../../../../functions/domain/payment-method.ts';
import { REFUND_STATUSES } from '../../../../functions/domain/refund.ts';
import { pageFields } from '../../shared/lists/Pager.tsx';

export const TABS = [
  { id: 'payments', label: 'Payments' },
  { id: 'refunds', label: 'Refunds' },
  { id: 'approval', label: 'Awaiting approval' },
  { id: 'failed', label: 'Failed' },
  { id: 'disputed', label: 'Disputed' },
  { id: 'credit', label: 'Patient credit' },
] as const;

export const PAYMENT_STATES = ['succeeded', 'refunded', 'reversed'] as const;

export const addressSchema = z.object({
  tab: z.enum(TABS.map(({ id }) => id)).default('payments'),
  query: z.string().max(200).optional(),
  status: z.enum(PAYMENT_STATES).optional(),
  method: z.enum(PAYMENT_METHODS).optional(),
  patient_id: z.uuid().optional(),
  from: day.optional(),
  to: day.optional(),
  refund: z.enum(REFUND_STATUSES).optional(),
  outside: z.literal('true').optional(),
  stage: z.enum(DISPUTE_STAGES).optional(),
  payment: z.uuid().optional(),
  ...pageFields,
});

export type Address = z.output<typeof addressSchema>;

/** No filter and the first page; what another tab begins with. */
export const CLEARED = {
  query: undefined,
  status: undefined,
  method: undefined,
  patient_id: undefined,
  from: undefined,
  to: undefined,
  refund: undefined,
  outside: undefined,
  stage: undefined,
  cursor: undefined,
} as const;

/** The filters of the list of payments that a saved view keeps. */
export const savedFilters = ({ status, method, patient_id, from, to }: Address) => ({
  ...{ status, method, patient_id },
  ...{ from, to },
});

export type ChangeAddress = (
  change: { [K in keyof Address]?: string | undefined },
  options?: { replace?: boolean; state?: unknown },
) => void;

export type TabProps = { address: Address; change: ChangeAddress; onOpen: (paymentId: string) => void };
