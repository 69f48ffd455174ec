/** The first admin registers with the setup code, once; after that, only an admin adds staff (decision 17). */
import type { StaffMember } from '../../contracts/auth.ts';
import type { StaffRole } from '../../domain/access.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { recordGrant } from '../staff/grant.ts';
import { notifyAdmins, notifying } from '../staff/notify.ts';
import { chosenHash } from './password-hash.ts';

export type Registration = {
  email: string;
  password: string;
  name: string;
  role: StaffRole;
  setupCode: string | undefined;
};

/** Adds a member of staff; `by` is a signed-out visitor during set-up, else staff with the right. Refuses with 401, `email_taken` (409), 429 or a weak password (400). */
export async function registerStaff(app: App, wanted: Registration, by: Caller): Promise<StaffMember> {
  const first = (await app.db.read.staff.count()) === 0;
  if (first) await app.limits.spend('setup_code', by.address ?? 'unknown');
  requireRight(app, first, wanted, by);
  const passwordHash = await chosenHash(app, wanted, wanted.password);

  return notifying(app, by, async (tx, notify) => {
    await tx.staff.lockAll();
    // Ten simultaneous set-ups create one admin: every later one finds an account here.
    if (first && (await tx.staff.count()) > 0) {
      refuse('conflict', 'already_set_up', 'The clinic has its first admin already.');
    }
    const { email, name, role } = wanted;
    const added = await tx.staff.add({ email, name, role: first ? 'admin' : role, passwordHash });
    if (added === 'email_taken')
      refuse('conflict', 'email_taken', 'This e-mail address is already registered.');
    // Whoever registers a member of staff knows their first password.
    if (!first) await recordGrant(app, tx, { staffId: added.id, kind: 'registered' }, by);
    if (!first && added.role === 'admin') await notifyAdmins(tx, notify, added.id);
    await tx.audit.record(by, {
      action: 'register_staff',
      targetType: 'staff',
      targetId: added.id,
      details: { role: added.role, first_admin: first },
    });
    return added;
  });
}

function requireRight(app: App, first: boolean, wanted: Registration, { actor }: Caller): void {
  if (first) {
    if (!wanted.setupCode)
      refuse('unauthenticated', 'setup_code_needed', 'The first admin needs the setup code.');
    if (!app.tokens.setupCodeIs(wanted.setupCode)) {
      refuse('unauthenticated', 'setup_code_wrong', 'Incorrect setup code.');
    }
    if (wanted.role !== 'admin')
      refuseField('role', 'first_is_admin', 'The first member of staff is an admin.');
    return;
  }
  if (actor.type !== 'staff') refuse('unauthenticated', 'sign_in_needed', 'Sign in to add staff.');
}
