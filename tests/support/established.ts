/** Makes a member of staff one of long ago, so that they may approve: a test cannot wait for a day. */
import pg from 'pg';

/** Forgets who let them in. Only the database's owner can, by taking the guard away for a moment. */
export async function established(ownerUrl: string, email: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('begin');
    await owner.query('alter table staff_access_grants disable trigger staff_access_grants_keep');
    await owner.query(
      'delete from staff_access_grants where staff_id = (select id from staff where lower(email) = lower($1))',
      [email],
    );
    await owner.query('alter table staff_access_grants enable trigger staff_access_grants_keep');
    await owner.query('commit');
  } finally {
    await owner.end();
  }
}
