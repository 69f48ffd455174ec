/** The price list: items as they are now; the database itself keeps their versions. */
import type { LockedPriceListItem, PriceListItemStore } from '../../capabilities/ports/price-list-items.ts';
import type { PriceListItem, PriceListVersion } from '../../contracts/price-list-items.ts';
import type { ListedVersion, PriceListContent } from '../../domain/price-list.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import { holdsWords, likeLiteral } from './name-search.ts';
import type { Query } from './pool.ts';

/** What an item says beside its code, as its items and its versions have it. */
export const PRICE_LIST_COLUMNS =
  'code_system, names, category, unit, prices, tax_rate_thousandths, active_from, active_to, withdrawn';
const SHOWN = PRICE_LIST_COLUMNS.replace(/(\w+)/g, 'p.$1');
const ITEM = `p.id, v.id as version_id, p.code, ${SHOWN}, p.version, ${iso('p.updated_at')} as updated_at`;
const WITH_VERSION =
  'price_list_items p join price_list_versions v on v.item_id = p.id and v.version = p.version';
const VERSION = `p.id, p.code, ${SHOWN}, p.version, s.name as staff_name, ${iso('p.created_at')} as created_at`;

type Row = PriceListItem & { rank: number; folded: string };

const valuesOf = (content: PriceListContent & { withdrawn?: boolean }): unknown[] => [
  content.code_system,
  JSON.stringify(content.names),
  content.category,
  content.unit,
  JSON.stringify(content.prices),
  content.tax_rate_thousandths,
  content.active_from,
  content.active_to,
  content.withdrawn ?? false,
];

export const priceListItemStore = (query: Query): PriceListItemStore => ({
  list: listItems(query),
  ...changes(query),
  ...importing(query),
  async get(id) {
    const [item] = await query<PriceListItem>(`select ${ITEM} from ${WITH_VERSION} where p.id = $1`, [id]);
    if (!item) return undefined;
    const versions = await query<PriceListVersion>(
      `select ${VERSION} from price_list_versions p join staff s on s.id = p.staff_id
       where p.item_id = $1 order by p.version desc`,
      [id],
    );
    return { ...item, versions };
  },
  async versions(ids) {
    return query<ListedVersion>(
      `select id, code, prices, active_from, active_to, withdrawn from price_list_versions where id = any ($1::uuid[])`,
      [ids],
    );
  },
});

const changes = (query: Query): Pick<PriceListItemStore, 'lock' | 'add' | 'addVersion'> => ({
  async lock(id) {
    const [item] = await query<LockedPriceListItem>(
      `select id, code, version, ${PRICE_LIST_COLUMNS} from price_list_items where id = $1 for update`,
      [id],
    );
    return item;
  },
  async add(code, content, staffId) {
    const [added] = await query<{ id: string }>(
      `insert into price_list_items (code, staff_id, ${PRICE_LIST_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (lower(code) collate "C") do nothing returning id`,
      [code, staffId, ...valuesOf(content)],
    );
    return added?.id;
  },
  async addVersion(item, staffId) {
    await query(
      `update price_list_items set (staff_id, version, ${PRICE_LIST_COLUMNS}) = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       where id = $1`,
      [item.id, staffId, item.version, ...valuesOf(item)],
    );
  },
});

/** Rows of the price list as JSON. */
const ROWS = `jsonb_to_recordset($1::jsonb) as r (id uuid, code text, version integer, code_system text, names jsonb,
  category text, unit text, prices jsonb, tax_rate_thousandths integer, active_from date, active_to date, withdrawn boolean)`;
const GIVEN = PRICE_LIST_COLUMNS.replace(/(\w+)/g, 'r.$1');
const VERSIONS = `select v.id from price_list_versions v join changed c on c.id = v.item_id and c.version = v.version`;

const importing = (
  query: Query,
): Pick<PriceListItemStore, 'byCodes' | 'lockByCodes' | 'addAll' | 'addVersions'> => {
  const found = async (codes: readonly string[], locking: '' | 'for update of p') => {
    const rows = await query<LockedPriceListItem & { asked: string }>(
      `select k.asked, p.id, p.code, p.version, ${SHOWN} from unnest($1::text[]) as k (asked)
         join price_list_items p on lower(p.code) collate "C" = lower(k.asked) collate "C" order by p.id ${locking}`,
      [codes],
    );
    return new Map(rows.map(({ asked, ...item }) => [asked, item]));
  };
  // The database writes the versions; a statement does not see what its own triggers wrote.
  const versionsOf = async (items: readonly { id: string; version: number }[]): Promise<string[]> => {
    const rows = await query<{ id: string }>(
      `with changed as (select * from jsonb_to_recordset($1::jsonb) as c (id uuid, version integer)) ${VERSIONS}`,
      [JSON.stringify(items)],
    );
    return rows.map(({ id }) => id);
  };
  return {
    byCodes: (codes) => found(codes, ''),
    lockByCodes: (codes) => found(codes, 'for update of p'),
    async addAll(items, staffId) {
      const added = await query<{ id: string; version: number }>(
        `insert into price_list_items (code, staff_id, ${PRICE_LIST_COLUMNS}) select r.code, $2::uuid, ${GIVEN} from ${ROWS}
         on conflict (lower(code) collate "C") do nothing returning id, version`,
        [JSON.stringify(items), staffId],
      );
      return versionsOf(added);
    },
    async addVersions(items, staffId) {
      const changed = await query<{ id: string; version: number }>(
        `update price_list_items p set (staff_id, version, ${PRICE_LIST_COLUMNS}) = ($2::uuid, r.version, ${GIVEN})
         from ${ROWS} where p.id = r.id returning p.id, p.version`,
        [JSON.stringify(items), staffId],
      );
      return versionsOf(changed);
    },
  };
};

/** By code; what begins with the searched text first. */
const listItems =
  (query: Query): PriceListItemStore['list'] =>
  async ({ query: text, category, offeredOn, endedOn }, page) => {
    const values: unknown[] = [];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const rank = text
      ? `case when lower(p.code) like lower(${bind(`${likeLiteral(text)}%`)}::text) then 0 else 1 end`
      : '0::integer';
    const day = offeredOn && `${bind(offeredOn)}::date`;
    const conditions = [
      text && `(${holdsWords('p.searched', text, bind)} or ${rank} = 0)`,
      category && `p.category = ${bind(category)}`,
      day &&
        `not p.withdrawn and coalesce(p.active_from <= ${day}, true) and coalesce(${day} <= p.active_to, true)`,
      endedOn && `(p.withdrawn or p.active_to < ${bind(endedOn)}::date)`,
    ];
    const after = readCursor(page, ['whole', 'text']);
    if (after) conditions.push(`(${rank}, lower(p.code) collate "C") > (${after.map(bind).join(', ')})`);
    const where = conditions.filter(Boolean).join(' and ') || 'true';
    const rows = await query<Row>(
      `select ${ITEM}, ${rank} as rank, lower(p.code) as folded from ${WITH_VERSION} where ${where}
       order by ${rank}, lower(p.code) collate "C" limit ${bind(page.limit + 1)}`,
      values,
    );
    const { data, next_cursor } = pageOf(rows, page.limit, ({ rank: first, folded }) => [first, folded]);
    return { data: data.map(({ rank: _rank, folded: _folded, ...item }) => item), next_cursor };
  };
