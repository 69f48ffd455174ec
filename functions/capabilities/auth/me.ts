/** The account of the member of staff who calls. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { App } from '../ports.ts';

/** The account of the staff who calls. */
export async function ownAccount(app: App, by: Caller): Promise<StaffAccount> {
  const account = by.actor.type === 'staff' ? await app.db.read.staff.get(by.actor.id) : undefined;
  return account ?? refuse('unauthenticated', 'sign_in_needed', 'Sign in to do this.');
}
