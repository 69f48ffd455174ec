/**
 * A hash of a table's rows that PostgreSQL computes, and the same hash from the output of COPY. The two share no code and
 * no bytes: what a backup lost or changed on its way cannot be in both. It does not depend on the order of the rows.
 */
import { createHash } from 'node:crypto';
import type { Query } from './pool.ts';

export type TableContent = { rows: number; content: string };

const LANES = [0, 8, 16, 24];
const [TAB, LINE_FEED, BACKSLASH] = [9, 10, 92];
/** What COPY writes behind a backslash. */
const ESCAPES = new Map(
  [...'bfnrtv\\'].map((character, at) => [character.charCodeAt(0), '\b\f\n\r\t\v\\'.charCodeAt(at)]),
);

/**
 * The number of rows and their hash, computed by PostgreSQL. Each row is `N` for a null, else length and text of each
 * column; its SHA-256 is cut into four numbers, which are added up over all rows.
 */
export async function contentOf(
  query: Query,
  relation: string,
  columns: readonly string[],
): Promise<TableContent> {
  // concat() writes a value as COPY does; a cast writes some types (boolean) in another way.
  const row = columns
    .map(
      (name) =>
        `case when ${name} is null then 'N' else octet_length(concat(${name})) || ':' || concat(${name}) end`,
    )
    .join(' || ');
  const lanes = LANES.map(
    (at) => `coalesce(sum(('x' || encode(substr(hash, ${at + 1}, 8), 'hex'))::bit(64)::bigint::numeric), 0)`,
  );
  const [found] = await query<TableContent>(
    `select count(*) as rows, encode(sha256(convert_to(concat_ws(':', count(*), ${lanes.join(', ')}), 'UTF8')), 'hex') as content
     from (select sha256(convert_to(${row}, 'UTF8')) as hash from ${relation}) hashed`,
  );
  if (!found) throw new Error(`PostgreSQL did not hash ${relation}.`);
  return found;
}

/** Computes the same from the output of `copy … to stdout`, chunk by chunk. */
export function createContentHash(): { update(chunk: Uint8Array): void; result(): TableContent } {
  const sums = LANES.map(() => 0n);
  let rows = 0;
  let held: Buffer = Buffer.alloc(0);
  return {
    update(chunk) {
      const text = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      let from = 0;
      for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, from)) {
        const hash = hashOfLine(text.subarray(from, end));
        LANES.forEach((at, lane) => {
          sums[lane] = (sums[lane] ?? 0n) + hash.readBigInt64BE(at);
        });
        rows++;
        from = end + 1;
      }
      held = text.subarray(from);
    },
    result() {
      if (held.length > 0) throw new Error('The rows end within a line.');
      const content = createHash('sha256')
        .update([rows, ...sums].join(':'))
        .digest('hex');
      return { rows, content };
    },
  };
}

function hashOfLine(line: Buffer): Buffer {
  const hash = createHash('sha256');
  for (let from = 0; from <= line.length; ) {
    const tab = line.indexOf(TAB, from);
    const end = tab < 0 ? line.length : tab;
    const field = line.subarray(from, end);
    if (field.length === 2 && field.toString('latin1') === '\\N') hash.update('N');
    else {
      const value = unescaped(field);
      hash.update(`${value.length}:`).update(value);
    }
    from = end + 1;
  }
  return hash.digest();
}

function unescaped(field: Buffer): Buffer {
  if (!field.includes(BACKSLASH)) return field;
  const value = Buffer.alloc(field.length);
  let length = 0;
  for (let at = 0; at < field.length; at++) {
    const byte = field[at] ?? 0;
    if (byte !== BACKSLASH) value[length++] = byte;
    else {
      const escaped = ESCAPES.get(field[++at] ?? 0);
      if (escaped === undefined) throw new Error('The rows hold an escape that COPY does not write.');
      value[length++] = escaped;
    }
  }
  return value.subarray(0, length);
}
