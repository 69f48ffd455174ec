/** Imports of the price list; the versions that they made say what was added and what was changed. */
import type { ImportedItem, PriceListImportStore } from '../../capabilities/ports/price-list-imports.ts';
import type { LockedPriceListItem } from '../../capabilities/ports/price-list-items.ts';
import type { PriceListImport } from '../../contracts/price-list-imports.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';
import { PRICE_LIST_COLUMNS } from './price-list-items.ts';

const IMPORT = `select m.id, s.name as staff_name, ${iso('m.created_at')} as created_at, n.added, n.changed,
    ${iso('m.undone_at')} as undone_at, u.name as undone_by_name, m.created_at::text as key
  from price_list_imports m join staff s on s.id = m.staff_id left join staff u on u.id = m.undone_by
    cross join lateral (select count(*) filter (where v.version = 1)::int as added,
        count(*) filter (where v.version > 1)::int as changed
      from price_list_import_items k join price_list_versions v on v.id = k.version_id where k.import_id = m.id) n`;

type Row = PriceListImport & { key: string };
const shown = ({ key: _, ...row }: Row): PriceListImport => row;

export const priceListImportStore = (query: Query): PriceListImportStore => ({
  ...undoing(query),

  async list(page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<Row>(
      `${IMPORT} where $1::timestamptz is null or (m.created_at, m.id) < ($1, $2::uuid)
       order by m.created_at desc, m.id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(shown) };
  },

  async get(id) {
    const [row] = await query<Row>(`${IMPORT} where m.id = $1`, [id]);
    return row && shown(row);
  },

  async add({ id, staffId }, versionIds, at) {
    await query('insert into price_list_imports (id, staff_id, created_at) values ($1, $2, $3)', [
      id,
      staffId,
      at,
    ]);
    await query('insert into price_list_import_items (import_id, version_id) select $1, unnest($2::uuid[])', [
      id,
      versionIds,
    ]);
  },
});

type Locked = LockedPriceListItem & Pick<ImportedItem, 'madeVersion' | 'before'>;

const undoing = (query: Query): Pick<PriceListImportStore, 'lock' | 'lockItems' | 'undo'> => ({
  async lock(id) {
    const [found] = await query<{ undone: boolean }>(
      'select undone_at is not null as undone from price_list_imports where id = $1 for update',
      [id],
    );
    return found;
  },

  async lockItems(id) {
    const columns = PRICE_LIST_COLUMNS.split(', ');
    const before = columns.map((name) => `'${name}', b.${name}`).join(', ');
    const rows = await query<Locked>(
      `select p.id, p.code, p.version, ${columns.map((name) => `p.${name}`).join(', ')}, v.version as "madeVersion",
         case when b.id is not null then jsonb_build_object(${before}) end as before
       from price_list_import_items k join price_list_versions v on v.id = k.version_id
         join price_list_items p on p.id = v.item_id
         left join price_list_versions b on b.item_id = v.item_id and b.version = v.version - 1
       where k.import_id = $1 order by p.id for update of p`,
      [id],
    );
    return rows.map(({ madeVersion, before: said, ...item }) => ({ item, madeVersion, before: said }));
  },

  async undo(id, staffId, at) {
    await query('update price_list_imports set undone_at = $2, undone_by = $3 where id = $1', [
      id,
      at,
      staffId,
    ]);
  },
});
