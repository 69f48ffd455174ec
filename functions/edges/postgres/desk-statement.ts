/**
 * One statement for what a member of staff reads at the desk: it checks the session and the right, reads, and adds the
 * row to the audit. Reads of the same kind that wait at the same time share it.
 */
import type { DeskReader } from '../../capabilities/ports/desk.ts';
import { coalesced } from './coalesced.ts';
import type { Query } from './pool.ts';

/** What differs from one read to the next. */
type Value = { type: string; value: unknown };

/**
 * A read. `rows` is SQL that gives one row with the columns `columns` and `ids` (jsonb: the records of a list, or an
 * empty array), or none; the values of `bind` stand in it as columns of `a`.
 */
export type DeskRead = { rows: string; columns: string; values: readonly Value[] };

/** Adds a value to a read and gives its place there. */
export function binder(values: Value[]): (value: unknown, type: string) => string {
  return (value, type) => `a.p${values.push({ type, value })}`;
}

type Item = { by: DeskReader; values: readonly unknown[] };
type Run = <Row extends object>(by: DeskReader, read: DeskRead) => Promise<Row | undefined>;

/** Different statements that are kept for sharing; what comes beyond them runs alone. */
const MOST_KINDS = 300;

/** Who reads, one column for each; `noted` is what the row in the audit says besides. */
const READER = [
  ['session_id', 'uuid'],
  ['staff_id', 'uuid'],
  ['now', 'timestamptz'],
  ['target_id', 'text'],
  ['request_id', 'text'],
  ['address', 'text'],
  ['noted', 'jsonb'],
] as const;

/** Runs reads. The row is undefined when the session, the right or what is asked for is not there. */
export function deskStatements(query: Query): Run {
  const kinds = new Map<string, (item: Item) => Promise<object | undefined>>();
  return async <Row extends object>(by: DeskReader, read: DeskRead) => {
    const text = statementOf(read);
    const constants = [by.roles, by.entry.action, by.entry.targetType];
    const key = JSON.stringify([text, ...constants]);
    const known = kinds.get(key);
    const run = known ?? coalesced((items: readonly Item[]) => runAll(query, text, constants, items));
    if (!known && kinds.size < MOST_KINDS) kinds.set(key, run);
    return (await run({ by, values: read.values.map(({ value }) => value) })) as Row | undefined;
  };
}

async function runAll(
  query: Query,
  text: string,
  constants: readonly unknown[],
  items: readonly Item[],
): Promise<(object | undefined)[]> {
  const readers = items.map(({ by }) => [
    by.sessionId,
    by.staffId,
    by.now,
    by.entry.targetId,
    by.requestId,
    by.address,
    JSON.stringify(by.entry.details ?? {}),
  ]);
  const rows = items.map(({ values }, index) => [...(readers[index] ?? []), ...values]);
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
  const found = await query<{ place: number }>(text, [...constants, ...columns]);
  const byPlace = new Map(found.map((row) => [row.place, row]));
  return items.map((_, index) => byPlace.get(index + 1));
}

/**
 * A session that was seen within a minute is not idle under any setting, and needs no new time; the others go the
 * ordinary way, which renews them. `found` is complete before a row is added: what is not there is not recorded.
 */
function statementOf({ rows, columns, values }: DeskRead): string {
  const types = [...READER.map(([, type]) => type), ...values.map(({ type }) => type)];
  const names = [...READER.map(([name]) => name), ...values.map((_, index) => `p${index + 1}`)];
  const arrays = types.map((type, index) => `$${index + 4}::${type}[]`);
  return `with asked as (
      select * from unnest(${arrays.join(', ')}) with ordinality as asked (${names.join(', ')}, place)),
    allowed as materialized (
      select a.* from asked a join sessions s on s.id = a.session_id join staff m on m.id = s.staff_id cross join clinic_settings c
      where m.id = a.staff_id and m.role::text = any ($1::text[]) and m.disabled_at is null
        and s.revoked_at is null and s.expires_at > a.now and s.last_seen_at > a.now - interval '1 minute'
        and (m.totp_confirmed_at is not null or c.security ->> 'second_factor' is distinct from 'required')),
    found as materialized (
      select a.place, a.staff_id, a.target_id, a.request_id, a.address, a.noted, r.*
      from allowed a cross join lateral (${rows}) r),
    recorded as (
      insert into audit_logs (actor_type, actor_id, action, target_type, target_id, details, request_id, address)
      select 'staff'::actor_type, staff_id, $2::text, $3::text, target_id,
        noted || case when jsonb_array_length(ids) > 0 then jsonb_build_object('ids', ids) else '{}' end, request_id, address
      from found order by place)
    select place, ${columns} from found`;
}
