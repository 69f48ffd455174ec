/** Changing one’s own password: whoever is signed in with the old one elsewhere is out. */

import { refuseField } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { ownAccount } from './me.ts';
import { chosenHash } from './password-hash.ts';
import { requirePassword } from './reauthenticate.ts';

/** Refuses `password_wrong` (403) and a weak new password (400). The session of the caller goes on. */
export async function changePassword(
  app: App,
  passwords: { current: string; wanted: string },
  by: Caller,
): Promise<void> {
  const account = await ownAccount(app, by);
  await requirePassword(app, account, passwords.current, by);
  if (passwords.wanted === passwords.current) {
    refuseField('new_password', 'unchanged', 'This is your current password. Choose a new one.');
  }
  const hash = await chosenHash(app, account, passwords.wanted);
  const kept = by.actor.type === 'staff' ? by.actor.sessionId : undefined;
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'password_changed');
    await tx.staff.setPassword(account.id, hash);
    await tx.staff.revokeLinks(account.id);
    await tx.sessions.revokeAll(account.id, 'password_changed', kept);
    await tx.audit.record(by, { action: 'change_password', targetType: 'staff', targetId: account.id });
  });
}
