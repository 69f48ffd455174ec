/** What an audit entry is about, with a way there where there is a page for it. */
import { AppLink } from '../../shared/layout/links.tsx';
import { inWords } from './address.ts';
import type { AuditRecord } from './queries.ts';

const PAGES: Record<string, (id: string) => string> = {
  invoice: (id) => `/staff/invoices/${id}`,
  patient: (id) => `/staff/patients/${id}`,
  payment: (id) => `/staff/payments?payment=${id}`,
  price_list_item: (id) => `/staff/price-list/${id}`,
};

/** Enough of an id to distinguish two. */
const short = (id: string): string => (id.length > 12 ? `${id.slice(0, 8)}…` : id);

type Target = Pick<AuditRecord, 'target_type' | 'target_id' | 'target_number'>;

export function TargetLink({ record }: { record: Target }) {
  const { target_type, target_id, target_number } = record;
  const words = [inWords(target_type), target_number ?? (target_id && short(target_id))]
    .filter(Boolean)
    .join(' ');
  const page = target_id === null ? undefined : PAGES[target_type];
  return page && target_id !== null ? <AppLink to={page(target_id)}>{words}</AppLink> : words;
}
