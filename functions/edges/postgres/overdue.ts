/** Overdue invoices, found through the index of what is not marked yet. */
import type { DueKey, OverdueStore } from '../../capabilities/ports/overdue.ts';
import type { Query } from './pool.ts';

export const overdueStore = (query: Query): OverdueStore => ({
  async find(today, after, limit) {
    return query<DueKey>(
      `select due_date as "dueOn", id from invoices
       where status in ('issued', 'partially_paid') and overdue_since is null and due_date < $1::date
         and ($2::date is null or (due_date, id) > ($2::date, $3::uuid))
       order by due_date, id limit $4`,
      [today, after?.dueOn ?? null, after?.id ?? null, limit],
    );
  },

  async findEarly(today, after, limit) {
    return query<DueKey>(
      `select due_date as "dueOn", id from invoices
       where overdue_since is not null and overdue_since > $1::date
         and ($2::date is null or (due_date, id) > ($2::date, $3::uuid))
       order by due_date, id limit $4`,
      [today, after?.dueOn ?? null, after?.id ?? null, limit],
    );
  },

  async unmark(ids, today) {
    const rows = await query<{ id: string }>(
      `update invoices set overdue_since = null, version = version + 1
       where id in (select id from invoices where id = any ($1::uuid[]) and overdue_since > $2::date order by id for update)
         and overdue_since > $2::date returning id`,
      [ids, today],
    );
    return rows.map(({ id }) => id);
  },

  async mark(ids, today) {
    // Conditions twice: what was found may have changed until its lock was had.
    const late = `overdue_since is null and status in ('issued', 'partially_paid') and due_date < $2::date`;
    return query<DueKey>(
      `update invoices set overdue_since = due_date + 1, version = version + 1
       where id in (select id from invoices where id = any ($1::uuid[]) and ${late} order by id for update) and ${late}
       returning due_date as "dueOn", id`,
      [ids, today],
    );
  },
});
