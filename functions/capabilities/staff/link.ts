/** Making the one-time link of a member of staff; whatever link they had before stops working. */

import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { type StaffLinkPurpose, staffLinkExpiry, staffLinkUrl } from '../../domain/staff-link.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { App, Stores } from '../ports.ts';

export type OneTimeLink = { token: string; url: string; purpose: StaffLinkPurpose; expiresAt: Date };

/** A fresh link, known as plain text here only: the database keeps its hash. */
export async function giveLink(
  app: App,
  tx: Stores,
  account: StaffAccount,
  createdBy: string | null,
): Promise<OneTimeLink> {
  const { token, hash } = app.tokens.newRefreshToken();
  const purpose = account.passwordHash === null ? 'invite' : 'reset';
  const expiresAt = staffLinkExpiry(purpose, app.clock.now());
  await tx.staff.revokeLinks(account.id);
  await tx.staff.addLink({ staffId: account.id, purpose, hash, expiresAt, createdBy });
  return { token, url: staffLinkUrl(app.clinic.webUrl, token), purpose, expiresAt };
}

/** An admin's token must not be enough to take their account over. Refuses `own_account` (409). */
export function requireNotOwn(staffId: string, { actor }: Caller): void {
  if (actor.type === 'staff' && actor.id === staffId) {
    refuse('conflict', 'own_account', 'This is your own account. Another admin can do this.');
  }
}

/** The account, locked. Refuses `staff_unknown` (404). */
export async function lockStaff(tx: Stores, id: string): Promise<StaffAccount> {
  const account = await tx.staff.lock(id);
  return requireFound(account, 'staff');
}
