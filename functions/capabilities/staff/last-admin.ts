/** Refusing to take rights from oneself or from the clinic’s last admin. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { Stores } from '../ports.ts';
import { requireNotOwn } from './link.ts';

/**
 * Only another admin may remove an admin's rights, so that no admin locks themselves out by mistake. A clinic without an
 * admin could never get one again; the database refuses that too.
 */
export async function requireAnotherAdmin(tx: Stores, account: StaffAccount, by: Caller): Promise<void> {
  const works = account.role === 'admin' && !account.disabled && account.passwordHash !== null;
  if (works && !(await tx.staff.hasOtherAdmin(account.id))) {
    refuse('conflict', 'last_admin', 'This is the last admin. Make another member of staff an admin first.');
  }
  requireNotOwn(account.id, by);
}
