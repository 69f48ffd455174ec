/** The parts of a patient's page, and what of it stands in the address. */
import * as z from 'zod';
import { pageFields } from '../../shared/lists/Pager.tsx';
import type { useUrlState } from '../../shared/lists/url-state.ts';
import type { Patient } from './queries.ts';

export const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'invoices', label: 'Invoices' },
  { id: 'payments', label: 'Payments' },
  { id: 'plans', label: 'Payment plans' },
  { id: 'messages', label: 'Messages' },
  { id: 'audit', label: 'Audit' },
] as const;

export const addressSchema = z.object({
  tab: z.enum(TABS.map(({ id }) => id)).default('overview'),
  edit: z.literal('yes').optional(),
  pay: z.literal('yes').optional(),
  ...pageFields,
});

export type PatientTabProps = {
  patient: Patient;
  page: Pick<z.output<typeof addressSchema>, 'cursor' | 'limit'>;
  onPage: ReturnType<typeof useUrlState<typeof addressSchema>>[1];
};
