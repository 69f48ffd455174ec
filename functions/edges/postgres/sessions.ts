/** Sessions and their one-time refresh tokens in PostgreSQL; only hashes of the tokens are kept. */
import type { SessionStore, StoredSession } from '../../capabilities/ports/sessions.ts';
import type { StaffMember } from '../../contracts/auth.ts';
import type { StaffRole } from '../../domain/access.ts';
import { isIdle, mustEnrol, proofsSince, type SessionDelivery } from '../../domain/session.ts';
import { type SecurityRules, settingsWith } from '../../domain/settings.ts';
import { firstRow } from './first-row.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

type TokenRow = {
  token_id: string;
  session_id: string;
  used_at: Date | null;
  expires_at: Date;
  session_expires_at: Date;
  last_seen_at: Date;
  revoked: boolean;
  delivery: SessionDelivery;
  staff_id: string;
  email: string;
  name: string;
  role: StaffRole;
  disabled: boolean;
  second_factor: boolean;
};

/** What the clinic demands, beside a session; what is stored of it is completed by the defaults. */
type WithRules = { security: Partial<SecurityRules> };
const rulesOf = ({ security }: WithRules): SecurityRules => settingsWith({ security }).security;

type LiveRow = StaffMember &
  WithRules & { place: number; delivery: SessionDelivery; seen: Date; second_factor: boolean };
type LiveSession = { staff: StaffMember; mustEnrol: boolean };
type SessionRow = WithRules &
  Omit<StoredSession, 'created_at' | 'last_seen_at' | 'expires_at'> & {
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
  };

export type SessionAt = { sessionId: string; now: Date };

/** The staff of each session in the order given; undefined where the session is over, idle or its person disabled. */
export async function staffOfSessions(
  query: Query,
  sessions: readonly SessionAt[],
): Promise<(LiveSession | undefined)[]> {
  const rows = await query<LiveRow>(
    `select asked.place, m.id, m.email, m.name, m.role, m.totp_confirmed_at is not null as second_factor, s.delivery,
       s.last_seen_at as seen, c.security
     from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (session_id, now, place)
       join sessions s on s.id = asked.session_id join staff m on m.id = s.staff_id cross join clinic_settings c
     where m.disabled_at is null and s.revoked_at is null and s.expires_at > asked.now`,
    [sessions.map(({ sessionId }) => sessionId), sessions.map(({ now }) => now)],
  );
  const found = new Map(rows.map((row) => [row.place, row]));
  return Promise.all(
    sessions.map(async (session, index) => {
      const row = found.get(index + 1);
      return row && (await seenNow(query, session, row));
    }),
  );
}

async function seenNow(
  query: Query,
  { sessionId, now }: SessionAt,
  row: LiveRow,
): Promise<LiveSession | undefined> {
  const { id, email, name, role, delivery, seen } = row;
  const rules = rulesOf(row);
  if (isIdle({ delivery, lastSeenAt: seen }, now, rules)) return undefined;
  // Once a minute is enough to see that a session is used, and spares a write at every request.
  if (now.getTime() - seen.getTime() > 60_000) {
    await query('update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2', [
      sessionId,
      now,
    ]);
  }
  return { staff: { id, email, name, role }, mustEnrol: mustEnrol(row.second_factor, rules) };
}

/** The role of the staff behind each session, held until the commit; undefined where the session is over. */
export async function lockActors(
  query: Query,
  sessions: readonly SessionAt[],
): Promise<(StaffRole | undefined)[]> {
  const rows = await query<{ id: string; role: StaffRole; expiresAt: Date }>(
    `select s.id, m.role, s.expires_at as "expiresAt" from sessions s join staff m on m.id = s.staff_id
     where s.id = any ($1::uuid[]) and s.revoked_at is null and m.disabled_at is null order by s.id for share of s, m`,
    [[...new Set(sessions.map(({ sessionId }) => sessionId))]],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return sessions.map(({ sessionId, now }) => {
    const row = found.get(sessionId);
    return row && row.expiresAt > now ? row.role : undefined;
  });
}

export const sessionStore = (query: Query): SessionStore => ({
  async open({ staffId, delivery, expiresAt, address, agent }) {
    const row = firstRow(
      await query<{ id: string }>(
        'insert into sessions (staff_id, delivery, expires_at, address, agent) values ($1, $2, $3, $4, $5) returning id',
        [staffId, delivery, expiresAt, address, agent],
      ),
      'a session is added',
    );
    return row.id;
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
      `select t.id as token_id, t.session_id, t.used_at, t.expires_at,
         s.expires_at as session_expires_at, s.last_seen_at, s.revoked_at is not null as revoked, s.delivery,
         m.id as staff_id, m.email, m.name, m.role, m.disabled_at is not null as disabled,
         m.totp_confirmed_at is not null as second_factor
       from refresh_tokens t join sessions s on s.id = t.session_id join staff m on m.id = s.staff_id
       where t.token_hash = $1 for update of t`,
      [hash],
    );
    if (!row) return undefined;
    return {
      tokenId: row.token_id,
      sessionId: row.session_id,
      usedAt: row.used_at,
      expiresAt: row.expires_at,
      sessionExpiresAt: row.session_expires_at,
      lastSeenAt: row.last_seen_at,
      revoked: row.revoked,
      delivery: row.delivery,
      staff: { id: row.staff_id, email: row.email, name: row.name, role: row.role },
      disabled: row.disabled,
      secondFactor: row.second_factor,
    };
  },

  async markUsed(tokenId, at) {
    await query('update refresh_tokens set used_at = coalesce(used_at, $2) where id = $1', [tokenId, at]);
  },

  async revoke(sessionId, because) {
    await query(
      'update sessions set revoked_at = now(), revoked_because = $2 where id = $1 and revoked_at is null',
      [sessionId, because],
    );
  },

  async staffOf(sessionId, now) {
    const [found] = await staffOfSessions(query, [{ sessionId, now }]);
    return found;
  },

  async knownAddress(staffId, address, since) {
    const rows = await query(
      'select from sessions where staff_id = $1 and address = $2 and created_at > $3 limit 1',
      [staffId, address, since],
    );
    return rows.length === 1;
  },

  async isNewDevice(staffId, { address, agent }) {
    const [row] = await query<{ fresh: boolean }>(
      `select count(*) > 0 and not coalesce(bool_or(address is not distinct from $2 and agent is not distinct from $3), false)
         as fresh from sessions where staff_id = $1`,
      [staffId, address, agent],
    );
    return row?.fresh ?? false;
  },

  async list(staffId, now) {
    const rows = await query<SessionRow>(
      `select s.id, s.delivery, s.address, s.agent, s.created_at, s.last_seen_at, s.expires_at, c.security
       from sessions s cross join clinic_settings c
       where s.staff_id = $1 and s.revoked_at is null and s.expires_at > $2
       order by s.created_at desc, s.id limit 500`,
      [staffId, now],
    );
    const alive = rows.filter((row) => !isIdle({ ...row, lastSeenAt: row.last_seen_at }, now, rulesOf(row)));
    return alive.slice(0, 100).map(({ security: _, ...row }) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      last_seen_at: row.last_seen_at.toISOString(),
      expires_at: row.expires_at.toISOString(),
    }));
  },

  async ownerOf(sessionId) {
    const [row] = await query<{ staff_id: string }>('select staff_id from sessions where id = $1', [
      sessionId,
    ]);
    return row?.staff_id;
  },

  async revokeAll(staffId, because, except) {
    const ended = await query(
      `update sessions set revoked_at = now(), revoked_because = $2
       where staff_id = $1 and revoked_at is null and id is distinct from $3::uuid returning id`,
      [staffId, because, except ?? null],
    );
    return ended.length;
  },

  async steppedUp(sessionId, at) {
    await query('update sessions set stepped_up_at = $2 where id = $1', [sessionId, at]);
  },

  async provenAt(sessionId) {
    const [row] = await query<{ signedInAt: Date; steppedUpAt: Date | null }>(
      'select created_at as "signedInAt", stepped_up_at as "steppedUpAt" from sessions where id = $1',
      [sessionId],
    );
    return row;
  },

  async addProof(sessionId, request, at) {
    await query('insert into step_up_proofs (session_id, request_hash, proven_at) values ($1, $2, $3)', [
      sessionId,
      Buffer.from(request, 'hex'),
      at,
    ]);
  },

  async useProof(sessionId, request, now) {
    const rows = await query(
      `update step_up_proofs set used_at = $4 where id = (select id from step_up_proofs
         where session_id = $1 and request_hash = $2 and used_at is null and proven_at > $3
         order by proven_at desc limit 1 for update)
       and used_at is null returning id`,
      [sessionId, Buffer.from(request, 'hex'), proofsSince(now), now],
    );
    return rows.length === 1;
  },

  lockActor: (sessionId, now) => single(lockActors, query, { sessionId, now }),
});
