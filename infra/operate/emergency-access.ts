/**
 * `npm run emergency:access -- --email admin@clinic.example --reason "…"`: when no admin can sign in, whoever holds the
 * owner's password of the database makes a link with which that admin chooses a new password. It works once, for half an
 * hour, ends every session of the account, and the audit trail says loudly that it was made.
 */
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { staffLinkUrl } from '../../functions/domain/staff-link.ts';
import { runningSystem } from './running-system.ts';

const MINUTES = 30;

/** Makes the link; its token. Throws when no account has the address. */
export async function openEmergencyAccess(
  database: pg.ClientBase,
  email: string,
  reason: string,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await database.query('begin');
  try {
    const { rows } = await database.query<{ id: string }>(
      'select id from staff where lower(email) = lower($1)',
      [email],
    );
    const [staff] = rows;
    if (!staff) throw new Error('No staff account has this e-mail address.');
    // A second factor may be what was lost.
    await database.query(
      `update staff set role = 'admin', disabled_at = null, totp_secret = null, totp_confirmed_at = null, totp_last_step = null
       where id = $1`,
      [staff.id],
    );
    await database.query(
      `insert into staff_links (staff_id, purpose, token_hash, expires_at) values ($1, 'reset', $2, now() + make_interval(mins => $3))`,
      [staff.id, createHash('sha256').update(token).digest(), MINUTES],
    );
    await database.query(
      `insert into audit_logs (actor_type, action, target_type, target_id, details, request_id)
       values ('system', 'emergency_access', 'staff', $1, jsonb_build_object('reason', $2::text), 'emergency-access')`,
      [staff.id, reason],
    );
    await database.query('commit');
    return token;
  } catch (error) {
    await database.query('rollback');
    throw error;
  }
}

async function main(email: string | undefined, reason: string | undefined): Promise<void> {
  if (!email || !reason) throw new Error('Say for whom and why: --email ADDRESS --reason TEXT');
  const system = runningSystem();
  if (!system.databaseOwner) throw new Error('DATABASE_OWNER_URL is not set.');
  const database = new pg.Client({ connectionString: system.databaseOwner });
  await database.connect();
  try {
    const token = await openEmergencyAccess(database, email, reason);
    process.stdout.write(
      `Within ${MINUTES} minutes, once: ${staffLinkUrl(system.setting('WEB_URL'), token)}\n`,
    );
  } finally {
    await database.end();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { email: { type: 'string' }, reason: { type: 'string' } } });
  await main(values.email, values.reason).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
