/** What happened in one request or to one invoice, from the database and the log, in order; ids and states, no names. */
import type pg from 'pg';
import { parseEntry } from '../server/figures.ts';
import { linesOf } from './metrics-table.ts';

export type TraceLine = { at: Date; source: string; text: string };

/** Columns of a trace: when, from where, and what. */
const AUDIT = `select created_at as at, 'audit' as source, concat_ws(' ', actor_type, action, target_type, target_id, '(' || outcome || ')',
    'request=' || request_id) as text from audit_logs`;
const JOB = `select coalesce(settled_at, created_at) as at, 'job' as source, concat_ws(' ', topic, subject_id, state, 'attempts=' || attempts,
    'error=' || last_error, 'request=' || request_id) as text from outbox`;
const EVENT = `select received_at as at, 'stripe event' as source, concat_ws(' ', type, id, 'by ' || source, state, 'reason=' || reason,
    'request=' || request_id) as text from stripe_events`;

/** Audit rows, jobs of the outbox (whose ids the queue messages carry) and Stripe events of a request. */
export async function requestTrace(client: pg.ClientBase, requestId: string): Promise<TraceLine[]> {
  const { rows } = await client.query<TraceLine>(
    [AUDIT, JOB, EVENT].map((select) => `${select} where request_id = $1`).join(' union all '),
    [requestId],
  );
  return inOrder(rows);
}

/** Everything that belongs to an invoice, as `ids`. */
const RELATED = `with paid as (select id from payments where invoice_id = $1),
  ids as (select $1::uuid as id union select id from paid
    union select id from refunds where payment_id in (select id from paid)
    union select id from disputes where payment_id in (select id from paid)
    union select id from messages where invoice_id = $1 union select id from patient_links where invoice_id = $1
    union select checkout_id from checkout_invoices where invoice_id = $1 union select id from credit_notes where invoice_id = $1
    union select id from write_offs where invoice_id = $1)`;

const ABOUT_AN_INVOICE = [
  `${AUDIT} where target_id in (select id::text from ids)`,
  `${JOB} where subject_id::text in (select id::text from ids)`,
  `${EVENT} where request_id in (select request_id from audit_logs where target_id in (select id::text from ids) and actor_type = 'system')`,
  `select given_at, 'number', concat_ws(' ', kind, number) from document_numbers where document_id in (select id from ids)`,
  `select t.recorded_at, 'ledger', concat_ws(' ', t.kind, string_agg(e.account || ' ' || e.amount_cents || ' ' || e.currency, ', ' order by e.id))
   from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
   where t.id in (select transaction_id from ledger_entries where invoice_id = $1 or payment_id in (select id from paid)) group by t.id, t.recorded_at, t.kind`,
  `select created_at, 'payment', concat_ws(' ', id::text, status::text, stripe_payment_id) from payments where invoice_id = $1`,
  `select created_at, 'refund requested', concat_ws(' ', id::text, status, stripe_refund_id) from refunds where payment_id in (select id from paid)`,
  `select sent_at, 'refund sent', concat_ws(' ', id::text, stripe_refund_id) from refunds where payment_id in (select id from paid) and sent_at is not null`,
  `select settled_at, 'refund settled', concat_ws(' ', id::text, status) from refunds where payment_id in (select id from paid) and settled_at is not null`,
  `select opened_at, 'dispute', concat_ws(' ', id::text, status, stripe_dispute_id) from disputes where payment_id in (select id from paid)`,
  `select created_at, 'payment page', concat_ws(' ', kind, id::text, state, stripe_id, 'error=' || last_error) from checkout_sessions
   where id in (select checkout_id from checkout_invoices where invoice_id = $1)`,
  `select created_at, 'message', concat_ws(' ', kind, channel, id::text, state, 'sent=' || sent_at, 'delivered=' || delivered_at) from messages where invoice_id = $1`,
  `select created_at, 'link', concat_ws(' ', purpose, id::text, 'views=' || view_count, 'revoked=' || revoked_at) from patient_links where invoice_id = $1`,
];

/** The trace of an invoice by its number or id, with the ids of the requests that touched it; undefined: there is none. */
export async function invoiceTrace(
  client: pg.ClientBase,
  named: string,
): Promise<{ lines: TraceLine[]; requests: ReadonlySet<string> } | undefined> {
  const found = await client.query<{ id: string }>(
    'select id from invoices where upper(invoice_number) = upper($1) or id::text = lower($1)',
    [named],
  );
  const id = found.rows[0]?.id;
  if (id === undefined) return undefined;
  const { rows } = await client.query<TraceLine>(`${RELATED} ${ABOUT_AN_INVOICE.join(' union all ')}`, [id]);
  const requests = rows.flatMap(({ text }) => / request=(\S+)$/.exec(text)?.[1] ?? []);
  return { lines: inOrder(rows), requests: new Set(requests) };
}

type Entry = Partial<Record<string, unknown>>;

/** Lines of the log that are wanted. A system that keeps no file has none. */
export async function logTrace(file: string, wanted: (entry: Entry) => boolean): Promise<TraceLine[]> {
  const found: TraceLine[] = [];
  try {
    for await (const line of linesOf(file)) {
      const entry = parseEntry(line);
      if (entry !== undefined && wanted(entry)) found.push(lineOf(entry));
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message} Only the database is shown.\n`);
  }
  return found;
}

function lineOf({ time, level, event, ...facts }: Entry): TraceLine {
  const fields = Object.entries(facts).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return { at: new Date(String(time)), source: `log ${level}`, text: [event, ...fields].join(' ') };
}

/** Sorted by time; equal times keep their order. */
export const inOrder = (lines: readonly TraceLine[]): TraceLine[] =>
  [...lines].sort((a, b) => a.at.getTime() - b.at.getTime());

/** One line of the terminal. */
export const traceText = ({ at, source, text }: TraceLine): string =>
  `${at.toISOString()}  ${source.padEnd(16)}  ${text}`;
