/** Saved views in PostgreSQL. */
import type { SavedViewStore } from '../../capabilities/ports/saved-views.ts';
import type { SavedView } from '../../contracts/saved-views.ts';
import type { Query } from './pool.ts';

const VIEW = 'select v.id, v.list, v.name, v.filters';

export const savedViewStore = (query: Query): SavedViewStore => ({
  list: (staffId, list) =>
    query<SavedView>(
      `${VIEW} from saved_views v where v.staff_id = $1 and v.list = $2 order by v.position limit 100`,
      [staffId, list],
    ),

  async get(id) {
    const [row] = await query<SavedView & { staffId: string }>(
      `${VIEW}, v.staff_id as "staffId" from saved_views v where v.id = $1`,
      [id],
    );
    return row;
  },

  async lockPositions(staffId, list) {
    await query('select from staff where id = $1 for no key update', [staffId]);
    const rows = await query<{ position: number }>(
      'select position from saved_views where staff_id = $1 and list = $2',
      [staffId, list],
    );
    return rows.map(({ position }) => position);
  },

  async add({ id, staffId, list, name, filters, position }) {
    const rows = await query(
      `insert into saved_views (id, staff_id, list, name, filters, position) values ($1, $2, $3, $4, $5, $6)
       on conflict (staff_id, list, lower(name)) do nothing returning id`,
      [id, staffId, list, name, JSON.stringify(filters), position],
    );
    return rows.length === 1;
  },

  async rename(id, name) {
    const rows = await query(
      `update saved_views v set name = $2 where v.id = $1 and not exists (select from saved_views o
         where o.staff_id = v.staff_id and o.list = v.list and lower(o.name) = lower($2) and o.id <> v.id) returning v.id`,
      [id, name],
    );
    return rows.length === 1;
  },

  async remove(id) {
    await query('delete from saved_views where id = $1', [id]);
  },
});
