/** What an audit entry says was read: the filter in words, and the records that were shown. */
import { inWords } from './address.ts';

const NAMES: Readonly<Record<string, string>> = {
  query: 'Search text',
  limit: 'At most',
  cursor: 'Page',
  from: 'From',
  to: 'To',
  on: 'On',
  as_of: 'As of',
  known_at: 'As known at',
  patient_id: 'Patient',
  invoice_id: 'Invoice',
  payment_id: 'Payment',
  actor_id: 'Actor',
};

/** What was typed about a person is not kept; the trail has its length alone. */
const LENGTH_ONLY = /^\((\d+) characters\)$/;

function valueInWords(name: string, value: unknown): string {
  if (name === 'cursor') return 'a later one';
  const length = typeof value === 'string' ? LENGTH_ONLY.exec(value)?.[1] : undefined;
  if (length !== undefined) return `not kept, ${length} characters long`;
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[a-z]+(_[a-z]+)+$/.test(value) ? inWords(value).toLowerCase() : value;
}

export type WasRead = { filter: string[]; ids: string[] };

/** Nothing for an entry that is about no reading and no export. */
export function readIn(action: string, details: Record<string, unknown>): WasRead | undefined {
  if (!/^(read|export)_/.test(action)) return undefined;
  const { filter, ids } = details;
  const given = typeof filter === 'object' && filter !== null ? Object.entries(filter) : [];
  return {
    filter: given.map(([name, value]) => `${NAMES[name] ?? inWords(name)}: ${valueInWords(name, value)}`),
    ids: Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [],
  };
}
