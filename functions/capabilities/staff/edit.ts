/** Changing who may do what: names, roles, and who may come in at all. It bites at the next request. */
import type { StaffRole } from '../../domain/access.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { App, Stores } from '../ports.ts';
import { recordGrant } from './grant.ts';
import { lockStaff, requireNotOwn } from './link.ts';
import { notifyAdmins, notifying } from './notify.ts';

/** Refuses `staff_unknown` (404), `last_admin` and, for one's own role, `own_account` (409). */
export async function changeStaff(
  app: App,
  id: string,
  change: { name?: string; role?: StaffRole },
  by: Caller,
): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (change.role && change.role !== account.role) await requireOthersDoing(tx, account, by);
    await tx.staff.change(id, change);
    if (change.role && change.role !== account.role) await notify(id, 'role_changed');
    if (change.role === 'admin' && account.role !== 'admin') {
      await recordGrant(app, tx, { staffId: id, kind: 'role_changed' }, by);
      await notifyAdmins(tx, notify, id);
    }
    await tx.audit.record(by, {
      action: change.role && change.role !== account.role ? 'change_role' : 'change_staff',
      targetType: 'staff',
      targetId: id,
      details: {
        fields: Object.keys(change).sort(),
        ...(change.role && { from: account.role, to: change.role }),
      },
    });
  });
}

/** Nobody signs in with the account any more, and whoever is signed in is out. Refuses as `changeStaff`. */
export async function disableStaff(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (account.disabled) return;
    await requireOthersDoing(tx, account, by);
    await notify(id, 'account_disabled');
    await tx.staff.setDisabled(id, app.clock.now());
    await tx.staff.revokeLinks(id);
    await tx.sessions.revokeAll(id, 'disabled');
    await tx.audit.record(by, { action: 'disable_staff', targetType: 'staff', targetId: id });
  });
}

/** The account works again, with the password that it had. */
export async function enableStaff(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (!account.disabled) return;
    await tx.staff.setDisabled(id, null);
    await notify(id, 'account_enabled');
    if (account.role === 'admin') await notifyAdmins(tx, notify, id);
    await recordGrant(app, tx, { staffId: id, kind: 'enabled' }, by);
    await tx.audit.record(by, { action: 'enable_staff', targetType: 'staff', targetId: id });
  });
}

/** For a member of staff who lost their phone: they sign in with the password alone again. Refuses `own_account` (409). */
export async function removeSecondFactor(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    requireNotOwn(id, by);
    const account = await lockStaff(tx, id);
    await notify(id, 'second_factor_removed');
    if (account.role === 'admin') await notifyAdmins(tx, notify, id);
    await tx.staff.setSecondFactor(id, null);
    await recordGrant(app, tx, { staffId: id, kind: 'second_factor_removed' }, by);
    await tx.staff.setRecoveryCodes(id, []);
    await tx.sessions.revokeAll(id, 'second_factor_removed');
    await tx.audit.record(by, { action: 'remove_second_factor', targetType: 'staff', targetId: id });
  });
}

/**
 * Rights are taken by somebody else, so that nobody shuts themselves out by mistake. And a clinic without an admin could
 * never have one again; the database refuses that too.
 */
async function requireOthersDoing(tx: Stores, account: StaffAccount, by: Caller): Promise<void> {
  const works = account.role === 'admin' && !account.disabled && account.passwordHash !== null;
  if (works && !(await tx.staff.hasOtherAdmin(account.id))) {
    refuse('conflict', 'last_admin', 'This is the last admin. Make somebody else an admin first.');
  }
  requireNotOwn(account.id, by);
}
