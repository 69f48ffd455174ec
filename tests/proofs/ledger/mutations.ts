/** Takes every trigger and constraint of the books away in turn, and looks whether the hostile suite notices. */
import type pg from 'pg';
import { attempt, type Outcome, undone } from './attack.ts';
import type { Hostile, Role } from './hostile.ts';

/** The tables whose every guard must bite. */
const BOOKS = [
  'allocation_moves',
  'audit_logs',
  'checkout_invoices',
  'checkout_sessions',
  'credit_note_lines',
  'credit_note_requests',
  'credit_notes',
  'credit_payouts',
  'credit_uses',
  'disputes',
  'document_numbers',
  'due_date_changes',
  'invoice_items',
  'invoices',
  'ledger_entries',
  'ledger_rules',
  'ledger_transactions',
  'number_series',
  'patient_balances',
  'payment_reversals',
  'payments',
  'refund_effect_changes',
  'refund_parts',
  'refunds',
  'stripe_events',
  'write_offs',
];

export type Guard = { name: string; table: string; remove: string; calls: string };
export type Mutation = Guard & { noticedBy: string | null; behind: string | null };

/**
 * Guards that stand behind others and are reached only when those are gone: shown by taking both away.
 * Keys and values are names of guards.
 */
const SECOND_LINE: Readonly<Record<string, readonly string[]>> = {
  credit_note_requests_invoice_id_fkey: ['credit_note_requests_guard'],
  credit_note_requests_requested_by_fkey: ['credit_note_requests_guard'],
  credit_payouts_requested_by_fkey: ['credit_payouts_guard'],
  credit_notes_whole: ['ledger_transactions_money_back'],
  disputes_withdrawn_cents_check: ['disputes_check'],
  ledger_entries_agree: ['invoices_follow_ledger'],
  number_series_last_check: ['number_series_guard'],
  payment_reversals_payment_id_fkey: ['payment_reversals_guard'],
  refund_parts_invoice_id_fkey: ['refund_parts_guard'],
  refund_parts_refund_id_fkey: ['refund_parts_guard'],
  refunds_decided: ['refunds_guard'],
  refunds_recovered: ['refunds_guard'],
  refunds_id_currency_key: ['refunds_pkey'],
  refunds_status_check: ['refunds_guard'],
  write_offs_reverses_fkey: ['write_offs_guard'],
};

/** Everything that guards a table of the books. Foreign keys fall with the key they refer to. */
export async function guardsOf(client: pg.ClientBase): Promise<Guard[]> {
  const { rows } = await client.query<Guard>(
    `select t.tgname as name, c.relname as table, t.tgfoid::regproc::text as calls,
       format('drop trigger %I on %I', t.tgname, c.relname) as remove
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relname = any ($1) and t.tgfoid <> 'touch_updated_at'::regproc
     union all
     select k.conname, c.relname, '', format('alter table %I drop constraint %I cascade', c.relname, k.conname)
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype in ('c', 'u', 'p', 'f', 'x') and c.relname = any ($1)
     union all
     select i.relname, c.relname, '', format('drop index %I', i.relname)
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
     where x.indisunique and c.relname = any ($1) and not exists (select from pg_constraint where conindid = x.indexrelid)
     order by 2, 1`,
    [BOOKS],
  );
  return rows;
}

export type Statement = { name: string; as: Role; sql: string };
export type Suite = { hostile: readonly Hostile[]; honest: readonly Statement[] };

/** Runs the suite with each guard gone. `noticedBy` is the first statement whose outcome changes; null: none. */
export async function mutate(
  client: pg.ClientBase,
  suite: Suite,
  guards: readonly Guard[],
  each: (mutation: Mutation) => void = () => undefined,
): Promise<Mutation[]> {
  const statements = [...suite.hostile, ...suite.honest];
  const whole = await undone(client, () => outcomes(client, statements));
  const mutations: Mutation[] = [];
  for (const guard of guards) {
    const first = SECOND_LINE[guard.name];
    const gone = guards.filter(({ name }) => first?.includes(name));
    const noticedBy = await undone(client, async () => {
      for (const { remove } of gone) await client.query(remove);
      const before = gone.length === 0 ? whole : await outcomes(client, statements);
      await client.query(guard.remove);
      return firstChange(client, nearest(statements, guard), before);
    });
    const mutation = { ...guard, noticedBy, behind: first?.join(', ') ?? null };
    mutations.push(mutation);
    each(mutation);
  }
  return mutations;
}

type Outcomes = Map<Statement, string>;

async function outcomes(client: pg.ClientBase, statements: readonly Statement[]): Promise<Outcomes> {
  const found: Outcomes = new Map();
  for (const statement of statements)
    found.set(statement, mark(await attempt(client, statement.as, statement.sql)));
  return found;
}

async function firstChange(
  client: pg.ClientBase,
  statements: readonly Statement[],
  before: Outcomes,
): Promise<string | null> {
  for (const statement of statements) {
    const after = await attempt(client, statement.as, statement.sql);
    if (mark(after) === before.get(statement)) continue;
    const now = after.kind === 'accepted' ? 'accepted' : `refused by ${after.by}`;
    return `${statement.name} (${now})`;
  }
  return null;
}

/** Row ids in messages differ from run to run; who refused and in which words does not. */
const mark = ({ kind, by, message }: Outcome): string =>
  `${kind} ${by} ${message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')}`;

/** The statements that the guard is expected to stop come first, so that most mutations end at once. */
function nearest(statements: readonly Statement[], guard: Guard): Statement[] {
  const near = (statement: Statement): boolean =>
    'refusedBy' in statement
      ? statement.refusedBy === guard.name ||
        (statement.refusedBy === guard.calls && statement.sql.includes(guard.table))
      : guard.calls !== '';
  return [...statements.filter(near), ...statements.filter((statement) => !near(statement))];
}
