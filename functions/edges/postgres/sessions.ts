/** Sessions and their one-time refresh tokens in PostgreSQL; only hashes of the tokens are kept. */
import type { SessionDelivery, SessionStore, StaffMember } from '../../capabilities/ports.ts';
import type { StaffRole } from '../../domain/access.ts';
import type { Query } from './pool.ts';

type TokenRow = {
  token_id: string;
  session_id: string;
  used: boolean;
  expires_at: Date;
  session_expires_at: Date;
  revoked: boolean;
  delivery: SessionDelivery;
  staff_id: string;
  email: string;
  name: string;
  role: StaffRole;
  disabled: boolean;
};

export const sessionStore = (query: Query): SessionStore => ({
  async open({ staffId, delivery, expiresAt }) {
    const [row] = await query<{ id: string }>(
      'insert into sessions (staff_id, delivery, expires_at) values ($1, $2, $3) returning id',
      [staffId, delivery, expiresAt],
    );
    return row?.id ?? '';
  },

  async addToken({ sessionId, hash, expiresAt }) {
    await query('insert into refresh_tokens (session_id, token_hash, expires_at) values ($1, $2, $3)', [
      sessionId,
      hash,
      expiresAt,
    ]);
  },

  async lockToken(hash) {
    const [row] = await query<TokenRow>(
      `select t.id as token_id, t.session_id, t.used_at is not null as used, t.expires_at,
         s.expires_at as session_expires_at, s.revoked_at is not null as revoked, s.delivery,
         m.id as staff_id, m.email, m.name, m.role, m.disabled_at is not null as disabled
       from refresh_tokens t join sessions s on s.id = t.session_id join staff m on m.id = s.staff_id
       where t.token_hash = $1 for update of t`,
      [hash],
    );
    if (!row) return undefined;
    return {
      tokenId: row.token_id,
      sessionId: row.session_id,
      used: row.used,
      expiresAt: row.expires_at,
      sessionExpiresAt: row.session_expires_at,
      revoked: row.revoked,
      delivery: row.delivery,
      staff: { id: row.staff_id, email: row.email, name: row.name, role: row.role },
      disabled: row.disabled,
    };
  },

  async markUsed(tokenId) {
    await query('update refresh_tokens set used_at = now() where id = $1', [tokenId]);
  },

  async revoke(sessionId, because) {
    await query(
      'update sessions set revoked_at = now(), revoked_because = $2 where id = $1 and revoked_at is null',
      [sessionId, because],
    );
  },

  async staffOf(sessionId) {
    const [row] = await query<StaffMember>(
      `select m.id, m.email, m.name, m.role from sessions s join staff m on m.id = s.staff_id
       where s.id = $1 and s.revoked_at is null and s.expires_at > now() and m.disabled_at is null`,
      [sessionId],
    );
    return row;
  },
});
