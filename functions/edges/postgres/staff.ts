/** Staff in PostgreSQL: their accounts, second factors and one-time links. */
import type { StaffAccount, StaffStore } from '../../capabilities/ports/staff.ts';
import type { StaffMember } from '../../contracts/auth.ts';
import type { ListedStaff } from '../../contracts/staff.ts';
import type { Language } from '../../domain/messages.ts';
import type { StaffLinkPurpose } from '../../domain/staff-link.ts';
import { EMAIL_REFUSED } from '../../domain/staff-messages.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { firstRow } from './first-row.ts';
import { iso } from './instants.ts';
import { type Query, sqlState, UNIQUE_VIOLATION } from './pool.ts';

type Row = StaffMember & {
  version: number;
  language: Language;
  password_hash: string | null;
  disabled_at: Date | null;
  totp_secret: Buffer | null;
  totp_confirmed_at: Date | null;
};
type ListRow = Omit<ListedStaff, 'created_at' | 'last_seen_at' | 'failed_email'> & {
  failed_email: { reason: string | null; failed_at: string } | null;
  created_at: Date;
  last_seen_at: Date | null;
};

const COLUMNS =
  'id, email, name, role, version, language, password_hash, disabled_at, totp_secret, totp_confirmed_at';
const TOTP = 'staff.totp_secret';
const VIEW = `select m.id, m.email, m.name, m.role, m.version, m.totp_confirmed_at is not null as second_factor, m.created_at,
    case when m.disabled_at is not null then 'disabled' when m.password_hash is null then 'invited' else 'active' end as state,
    (select max(s.last_seen_at) from sessions s where s.staff_id = m.id) as last_seen_at,
    (select case when e.state = 'failed' then json_build_object('reason', e.last_error,
        'failed_at', ${iso('e.happened_at')}) end
      from staff_messages e where e.staff_id = m.id order by e.created_at desc limit 1) as failed_email
  from staff m`;

export const staffStore = (query: Query, encryption: Encryption): StaffStore => {
  const one = async (where: string, value: string): Promise<StaffAccount | undefined> => {
    const [row] = await query<Row>(`select ${COLUMNS} from staff where ${where}`, [value]);
    return row && accountOf(encryption, row);
  };
  return {
    async count() {
      const row = firstRow(
        await query<{ count: number }>('select count(*) as count from staff'),
        'staff are counted',
      );
      return row.count;
    },

    async lockAll() {
      await query(`select pg_advisory_xact_lock(hashtext('staff.first_admin'))`);
    },

    async add({ email, name, role, passwordHash }) {
      try {
        const row = firstRow(
          await query<StaffMember>(
            'insert into staff (email, name, role, password_hash) values ($1, $2, $3, $4) returning id, email, name, role',
            [email, name, role, passwordHash],
          ),
          'a member of staff is added',
        );
        return row;
      } catch (error) {
        if (sqlState(error) === UNIQUE_VIOLATION) return 'email_taken';
        throw error;
      }
    },

    byEmail: (email) => one('lower(email) = lower($1)', email),
    get: (id) => one('id = $1', id),
    lock: (id) => one('id = $1 for update', id),

    async list(page) {
      // Names are personal, so the cursor holds an id and not the name by which the list is sorted.
      const [after] = readCursor(page, ['uuid']) ?? [];
      const rows = await query<ListRow>(
        `${VIEW} where $1::uuid is null or (m.name, m.id::text) > (select name, id::text from staff where id = $1)
         order by m.name, m.id::text limit $2`,
        [after ?? null, page.limit + 1],
      );
      const found = pageOf(rows, page.limit, (row) => [row.id]);
      return { ...found, data: found.data.map(viewOf) };
    },

    async view(id) {
      const [row] = await query<ListRow>(`${VIEW} where m.id = $1`, [id]);
      return row && viewOf(row);
    },

    async hasOtherAdmin(id) {
      // The same lock as the database's own guard takes, so that two of these decisions take turns.
      await query(`select pg_advisory_xact_lock(hashtext('staff.last_admin'))`);
      const rows = await query(
        `select id from staff where role = 'admin' and disabled_at is null and password_hash is not null and id <> $1 limit 1`,
        [id],
      );
      return rows.length === 1;
    },

    async change(id, { name, role }) {
      await query('update staff set name = coalesce($2, name), role = coalesce($3, role) where id = $1', [
        id,
        name ?? null,
        role ?? null,
      ]);
    },

    async setLanguage(id, language) {
      await query('update staff set language = $2 where id = $1', [id, language]);
    },

    async setPassword(id, hash) {
      await query('update staff set password_hash = $2 where id = $1', [id, hash]);
    },

    async setDisabled(id, at) {
      await query('update staff set disabled_at = $2 where id = $1', [id, at]);
    },

    async setSecondFactor(id, secret) {
      await query(
        'update staff set totp_secret = $2, totp_confirmed_at = null, totp_last_step = null where id = $1',
        [id, secret && encryption.sealUnderRing(secret, TOTP)],
      );
    },

    async confirmSecondFactor(id, at) {
      await query('update staff set totp_confirmed_at = $2 where id = $1', [id, at]);
    },

    async useStep(id, step) {
      const rows = await query(
        'update staff set totp_last_step = $2 where id = $1 and coalesce(totp_last_step, 0) < $2 returning id',
        [id, step],
      );
      return rows.length === 1;
    },

    async setRecoveryCodes(id, hashes) {
      await query('delete from recovery_codes where staff_id = $1', [id]);
      await query('insert into recovery_codes (staff_id, code_hash) select $1, unnest($2::bytea[])', [
        id,
        hashes,
      ]);
    },

    async recoveryCodesLeft(id) {
      const [row] = await query<{ left: number }>(
        'select count(*)::integer as left from recovery_codes where staff_id = $1 and used_at is null',
        [id],
      );
      return row?.left ?? 0;
    },

    async useRecoveryCode(id, hash) {
      const rows = await query(
        'update recovery_codes set used_at = now() where staff_id = $1 and code_hash = $2 and used_at is null returning id',
        [id, hash],
      );
      return rows.length === 1;
    },

    async addLink({ staffId, purpose, hash, expiresAt, createdBy }) {
      await query(
        'insert into staff_links (staff_id, purpose, token_hash, expires_at, created_by) values ($1, $2, $3, $4, $5)',
        [staffId, purpose, hash, expiresAt, createdBy],
      );
    },

    async revokeLinks(staffId) {
      await query(
        'update staff_links set revoked_at = now() where staff_id = $1 and used_at is null and revoked_at is null',
        [staffId],
      );
    },

    async staffOfLink(hash, now) {
      const [row] = await query<{ staff_id: string }>(
        `select staff_id from staff_links where token_hash = $1 and used_at is null and revoked_at is null and expires_at > $2`,
        [hash, now],
      );
      return row?.staff_id;
    },

    async useLink(hash, now) {
      const [row] = await query<{ purpose: StaffLinkPurpose; createdBy: string | null }>(
        `update staff_links set used_at = now()
         where token_hash = $1 and used_at is null and revoked_at is null and expires_at > $2
         returning purpose, created_by as "createdBy"`,
        [hash, now],
      );
      return row;
    },

    async addGrant({ staffId, kind, grantedBy, at }) {
      await query(
        'insert into staff_access_grants (staff_id, kind, granted_by, granted_at) values ($1, $2, $3, $4)',
        [staffId, kind, grantedBy, at],
      );
    },

    grants: (staffId, since) =>
      query(
        `select granted_by as "grantedBy", granted_at as "grantedAt" from staff_access_grants
         where staff_id = $1 and granted_at > $2`,
        [staffId, since],
      ),

    activeAdmins: () =>
      query(
        `select id, email, name, role from staff
         where role = 'admin' and disabled_at is null and password_hash is not null order by name, id`,
      ),
  };
};

function accountOf(encryption: Encryption, row: Row): StaffAccount {
  const { id, email, name, role, version, language, password_hash: passwordHash } = row;
  const secondFactor = row.totp_secret && {
    secret: encryption.openUnderRing(row.totp_secret, TOTP),
    confirmed: row.totp_confirmed_at !== null,
  };
  const disabled = row.disabled_at !== null;
  return { id, email, name, role, version, language, passwordHash, disabled, secondFactor };
}

const viewOf = (row: ListRow): ListedStaff => ({
  ...row,
  failed_email: row.failed_email && { ...row.failed_email, reason: row.failed_email.reason ?? EMAIL_REFUSED },
  created_at: row.created_at.toISOString(),
  last_seen_at: row.last_seen_at?.toISOString() ?? null,
});
