/** E-mails to staff: made from ids when they are sent, so that no address and no link waits here. */
import type { StaffMessage, StaffMessageStore } from '../../capabilities/ports/staff-messages.ts';
import { firstRow } from './first-row.ts';
import type { Query } from './pool.ts';

export const staffMessageStore = (query: Query): StaffMessageStore => ({
  async add({ staffId, kind, causedBy, aboutId, at }) {
    const row = firstRow(
      await query<{ id: string }>(
        `insert into staff_messages (staff_id, kind, caused_by, about_id, happened_at) values ($1, $2, $3, $4, $5) returning id`,
        [staffId, kind, causedBy, aboutId, at],
      ),
      'a message to staff is added',
    );
    return row.id;
  },

  async get(id) {
    const [row] = await query<StaffMessage>(
      `select m.id, m.staff_id as "staffId", m.kind, m.caused_by as "causedBy", m.happened_at as "happenedAt", m.state,
         s.email, s.language, a.name as "aboutName"
       from staff_messages m join staff s on s.id = m.staff_id left join staff a on a.id = m.about_id where m.id = $1`,
      [id],
    );
    return row;
  },

  async sent(id, at) {
    await query(
      `update staff_messages set state = 'sent', sent_at = $2, last_error = null where id = $1 and state = 'pending'`,
      [id, at],
    );
  },

  async failed(id, error) {
    await query(
      `update staff_messages set state = 'failed', last_error = left($2, 500) where id = $1 and state = 'pending'`,
      [id, error],
    );
  },
});
