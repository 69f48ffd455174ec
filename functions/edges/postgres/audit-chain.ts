/** The chain over the audit trail and its seals; the database refuses every change to both. */
import type {
  AuditChainStore,
  AuditRow,
  AuditSeal,
  ChainedRow,
} from '../../capabilities/ports/audit-chain.ts';
import type { Query } from './pool.ts';

/** A row in the one spelling that is hashed: jsonb's own text, and microseconds of UTC. */
export const AUDIT_ROW = `a.id, a.sequence::text, a.actor_type::text, a.actor_id::text, a.action, a.target_type, a.target_id, a.outcome,
  a.details::text, a.request_id, a.address, to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at`;

const SEAL = `number, position, hash, sequence, previous_signature as "previousSignature", key_id as "keyId", signature,
  sealed_at as "sealedAt"`;

export const auditChainStore = (query: Query): AuditChainStore => ({
  async lock() {
    const [row] = await query<{ taken: boolean }>(
      `select pg_try_advisory_xact_lock(hashtext('audit.chain')) as taken`,
    );
    return row?.taken ?? false;
  },

  // A row is visible when its transaction has ended; the chain has an order of its own, so a late one may follow.
  async unchained(limit) {
    return query<AuditRow>(
      `select ${AUDIT_ROW} from audit_logs a
       where a.sequence > coalesce((select max(sequence) from audit_seals), 0)
         and not exists (select from audit_chain c where c.audit_id = a.id)
       order by a.sequence limit $1`,
      [limit],
    );
  },

  async chained(after, limit) {
    type Found = Omit<ChainedRow, 'row'> & Omit<AuditRow, 'id'> & { id: string | null };
    const rows = await query<Found>(
      `select c.position, c.previous_hash as "previousHash", c.hash, ${AUDIT_ROW}
       from audit_chain c left join audit_logs a on a.id = c.audit_id where c.position > $1 order by c.position limit $2`,
      [after, limit],
    );
    return rows.map(({ position, previousHash, hash, id, ...row }) => ({
      position,
      previousHash,
      hash,
      row: id === null ? undefined : { id, ...row },
    }));
  },

  async head() {
    const [row] = await query<{ position: number; hash: Buffer }>(
      'select position, hash from audit_chain order by position desc limit 1',
    );
    return row;
  },

  async add(links) {
    await query(
      `insert into audit_chain (position, audit_id, row_hash, previous_hash, hash)
       select * from unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[])`,
      [
        links.map((link) => link.position),
        links.map((link) => link.auditId),
        links.map((link) => link.rowHash),
        links.map((link) => link.previousHash),
        links.map((link) => link.hash),
      ],
    );
  },

  async closePage() {
    const [row] = await query<{ sequence: number | null }>('select close_audit_page() as sequence');
    return row?.sequence ?? undefined;
  },

  async now() {
    const [row] = await query<{ now: Date }>('select clock_timestamp() as now');
    return row?.now ?? new Date();
  },

  async chainedAt(position) {
    const [row] = await query<{ chained_at: Date }>(
      'select chained_at from audit_chain where position = $1',
      [position],
    );
    return row?.chained_at ?? new Date(0);
  },

  async newestSeal() {
    const [row] = await query<AuditSeal>(`select ${SEAL} from audit_seals order by number desc limit 1`);
    return row;
  },

  async addSeal(seal) {
    await query(
      `insert into audit_seals (number, position, hash, sequence, previous_signature, key_id, signature, sealed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        seal.number,
        seal.position,
        seal.hash,
        seal.sequence,
        seal.previousSignature,
        seal.keyId,
        seal.signature,
        seal.sealedAt,
      ],
    );
  },

  async unstoredSeals(limit) {
    return query<AuditSeal>(
      `select ${SEAL} from audit_seals where stored_at is null order by number limit $1`,
      [limit],
    );
  },

  async isStored(number) {
    const rows = await query('select from audit_seals where number = $1 and stored_at is not null', [number]);
    return rows.length === 1;
  },

  async sealStored(number) {
    await query('update audit_seals set stored_at = now() where number = $1 and stored_at is null', [number]);
  },
});
