/** The link that is e-mailed to a member of staff, for tests in which no mail is sent. */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

/** Makes what the queue would make of the newest request for a link; its token. */
export async function staffLink(ownerUrl: string, email: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rowCount } = await owner.query(
      `insert into staff_links (staff_id, purpose, token_hash, created_by, expires_at)
       select s.id, case when s.password_hash is null then 'invite' else 'reset' end, $2, m.caused_by, now() + interval '1 hour'
       from staff s join staff_messages m on m.staff_id = s.id and m.kind = 'link' and m.state = 'pending'
       where lower(s.email) = lower($1) order by m.created_at desc limit 1`,
      [email, createHash('sha256').update(token).digest()],
    );
    if (rowCount !== 1) throw new Error('No link was requested for this address.');
    return token;
  } finally {
    await owner.end();
  }
}
