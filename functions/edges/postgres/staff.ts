/** Staff in PostgreSQL. */
import type { StaffMember, StaffStore } from '../../capabilities/ports.ts';
import { type Query, sqlState, UNIQUE_VIOLATION } from './pool.ts';

type Row = StaffMember & { password_hash: string; disabled_at: Date | null };

export const staffStore = (query: Query): StaffStore => ({
  async count() {
    const [row] = await query<{ count: number }>('select count(*) as count from staff');
    return row?.count ?? 0;
  },

  async lockAll() {
    await query(`select pg_advisory_xact_lock(hashtext('staff.first_admin'))`);
  },

  async add({ email, name, role, passwordHash }) {
    try {
      const [row] = await query<StaffMember>(
        'insert into staff (email, name, role, password_hash) values ($1, $2, $3, $4) returning id, email, name, role',
        [email, name, role, passwordHash],
      );
      return row as StaffMember;
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return 'email_taken';
      throw error;
    }
  },

  async byEmail(email) {
    const [row] = await query<Row>(
      'select id, email, name, role, password_hash, disabled_at from staff where lower(email) = lower($1)',
      [email],
    );
    if (!row) return undefined;
    const { id, name, role, password_hash: passwordHash, disabled_at } = row;
    return { id, email: row.email, name, role, passwordHash, disabled: disabled_at !== null };
  },
});
