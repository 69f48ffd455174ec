/** Whether what an explanation names is there, and has the amount that it says. */
import type pg from 'pg';
import type { Explanation } from '../../../functions/contracts/invoice-explanation.ts';

type Part = Explanation['parts'][number];
type Entry = {
  id: number;
  amount: number;
  posting: string;
  /** What the posting comes to, and what its entries of this effect on the invoice do. */
  sum: number;
  moved: number;
};

const ENTRIES = `select e.id::int, e.amount_cents::float as amount, e.transaction_id::text as posting,
    (select sum(o.amount_cents)::float from ledger_entries o where o.transaction_id = e.transaction_id) as sum,
    sum(e.amount_cents) over (partition by e.transaction_id, e.effect)::float as moved
  from ledger_entries e where e.invoice_id = $1 and e.account = 'receivable' order by e.id`;

/** The names of everything else that is there; each name of a part must be among them. */
const NAMED = `select id::text as name from invoice_items where invoice_id = $1
  union select id::text from payments where id::text = any ($2) union select id::text from refunds where id::text = any ($2)
  union select receipt_number from payments where receipt_number = any ($2)
  union select number from credit_notes where invoice_id = $1 and number = any ($2)
  union select invoice_number from invoices where invoice_number = any ($2)
  union select stripe_payment_id from payments where stripe_payment_id = any ($2)
  union select stripe_charge_id from payments where stripe_charge_id = any ($2)
  union select stripe_refund_id from refunds where stripe_refund_id = any ($2)
  union select stripe_dispute_id from disputes where stripe_dispute_id = any ($2)
  union select details ->> 'event_id' from audit_logs where details ->> 'payment_id' = any ($2)`;

const LINES = `select coalesce(sum(total_cents), 0)::float as cents from invoice_items where invoice_id = $1`;

/** Compares every leaf with the database. Returns how many were looked up. */
export async function verifyLeaves(
  owner: pg.Pool,
  id: string,
  parts: readonly Part[],
  wrong: (what: string) => void,
): Promise<number> {
  const { rows: entries } = await owner.query<Entry>(ENTRIES, [id]);
  verifyEntries(entries, parts, wrong);
  verifyAmounts(parts, wrong);
  const names = [...new Set(parts.flatMap(namesOf))];
  const found = await owner.query<{ name: string }>(NAMED, [id, names]);
  const known = new Set(found.rows.map(({ name }) => name));
  for (const name of names) if (!known.has(name)) wrong(`${name} is not in the database`);
  const { rows: lines } = await owner.query<{ cents: number }>(LINES, [id]);
  const billed = sum(parts.filter(({ kind }) => kind === 'line'));
  if (lines[0]?.cents !== billed) wrong(`the lines come to ${lines[0]?.cents}, not ${billed}`);
  return entries.length + names.length;
}

/**
 * Every entry is behind a part and as the part has it, and its posting balances. Entries of a posting that come to zero
 * together change nothing and have no part.
 */
function verifyEntries(
  entries: readonly Entry[],
  parts: readonly Part[],
  wrong: (what: string) => void,
): void {
  const behind = parts.flatMap((part) =>
    part.entries.map(({ id, amount_cents }) => `${id} ${amount_cents} ${part.transaction_id}`),
  );
  const nameOf = ({ id, amount, posting }: Entry) => `${id} ${amount} ${posting}`;
  const stored = entries.map(nameOf);
  for (const entry of entries) {
    if (entry.sum !== 0) wrong(`the posting of entry ${entry.id} comes to ${entry.sum}`);
    if (entry.moved !== 0 && !behind.includes(nameOf(entry))) wrong(`entry ${entry.id} is behind no part`);
  }
  for (const name of behind) if (!stored.includes(name)) wrong(`entry ${name} is not in the ledger`);
}

/** What is behind the parts of a posting comes to their amounts. */
function verifyAmounts(parts: readonly Part[], wrong: (what: string) => void): void {
  for (const [posting, of] of Map.groupBy(parts, partOfPosting)) {
    const booked = sum(of[0]?.entries ?? []);
    if (sum(of) !== booked) wrong(`the parts of ${posting} come to ${sum(of)}, its entries to ${booked}`);
  }
}

/** What was billed shares the entries of its posting; any other part has entries of its own. */
const partOfPosting = ({ kind, transaction_id, effect }: Part): string =>
  kind === 'line' || kind === 'discount' ? 'the issue' : `${transaction_id} ${effect}`;

const namesOf = (part: Part): string[] => [
  ...[part.line_id, part.payment_id, part.refund_id, part.reference].filter((name) => name !== null),
  ...part.stripe_ids,
  ...part.stripe_event_ids,
];

const sum = (of: readonly { amount_cents: number }[]): number =>
  of.reduce((total, { amount_cents }) => total + amount_cents, 0);
