/** Choosing a password with a one-time link: of an invitation, or of a reset. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifyAdmins, notifying } from '../staff/notify.ts';
import { bySystem } from '../system-caller.ts';
import { chosenHash } from './password-hash.ts';

/** Chooses a password with a one-time link. Refuses every bad link alike with `link_no_longer_valid` (401). */
export async function resetPassword(app: App, token: string, password: string, by: Caller): Promise<void> {
  await app.limits.spend('one_time_link', by.address ?? 'unknown');
  const tokenHash = app.tokens.hashRefreshToken(token);
  const staffId = await app.db.read.staff.staffOfLink(tokenHash, app.clock.now());
  const account = staffId ? await app.db.read.staff.get(staffId) : undefined;
  if (!account || account.disabled) return noLonger();
  const hash = await chosenHash(app, account, password);
  await notifying(app, by, async (tx, notify) => {
    // Of two who use one link at the same time, the second finds it used.
    const link = await tx.staff.useLink(tokenHash, app.clock.now());
    if (!link) return noLonger();
    await tx.staff.addGrant({
      staffId: account.id,
      kind: link.purpose === 'invite' ? 'invited' : 'reset',
      grantedBy: link.createdBy === account.id ? null : link.createdBy,
      at: app.clock.now(),
    });
    await tx.staff.setPassword(account.id, hash);
    if (link.purpose === 'reset') await notify(account.id, 'password_changed');
    if (account.role === 'admin') await notifyAdmins(tx, notify, account.id);
    await tx.sessions.revokeAll(account.id, 'password_changed');
    await tx.audit.record(bySystem(by.requestId, by.address), {
      action: account.passwordHash === null ? 'accept_invitation' : 'reset_password',
      targetType: 'staff',
      targetId: account.id,
    });
  });
}

const noLonger = (): never =>
  refuse('unauthenticated', 'link_no_longer_valid', 'This link is no longer valid.');
