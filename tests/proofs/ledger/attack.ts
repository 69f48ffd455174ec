/** Runs statements against the books as a role would, and says who refused each; nothing stays. */
import type pg from 'pg';
import type { Role } from './hostile.ts';

/** `accepted`, or who refused it; `broken` when the statement itself is wrong and so proves nothing. */
export type Outcome = { kind: 'accepted' | 'refused' | 'broken'; by: string; message: string };

/** Integrity, privilege and our own refusals; a statement that fails otherwise is a mistake of the suite. */
const REFUSALS = /^(23001|23502|23503|23505|23514|23P01|42501)$/;

/**
 * Runs one statement up to where a commit would be, inside a transaction that is open already, and takes it back.
 * The connection is a superuser's, so that it can be either role.
 */
export async function attempt(client: pg.ClientBase, role: Role, sql: string): Promise<Outcome> {
  await client.query(`savepoint attempt; set local role ${role}`);
  try {
    await client.query(`${sql}; set constraints all immediate`);
    return { kind: 'accepted', by: '', message: '' };
  } catch (error) {
    return outcomeOf(error as pg.DatabaseError);
  } finally {
    await client.query('rollback to savepoint attempt; release savepoint attempt');
  }
}

function outcomeOf({ code = '', constraint, where, message }: pg.DatabaseError): Outcome {
  if (!REFUSALS.test(code)) return { kind: 'broken', by: code, message };
  const guard = /PL\/pgSQL function (?:public\.)?(\w+)\(/.exec(where ?? '')?.[1];
  // A constraint of its own name says more than the function on whose behalf the row was written.
  const by = constraint ?? (code === '42501' ? 'grant' : (guard ?? code));
  return { kind: 'refused', by, message };
}

/** Opens a transaction for the work and takes all of it back. */
export async function undone<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}
