/** Proving once more that it is the person themselves: by password, and by the second factor where they have one. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { App } from '../ports.ts';
import { ownAccount } from './me.ts';

/** Refuses `password_wrong` (403) and `too_many_requests` (429). */
export async function requirePassword(
  app: App,
  account: StaffAccount,
  password: string,
  by: Caller,
): Promise<void> {
  await app.limits.spend('password_check', account.id);
  if (await app.passwords.verify(password, account.passwordHash ?? undefined)) {
    await app.limits.restore('password_check', account.id);
    return;
  }
  await app.db.read.audit.record(by, {
    action: 'password_refused',
    targetType: 'staff',
    targetId: account.id,
    outcome: 'refused',
  });
  refuse('forbidden', 'password_wrong', 'Incorrect password.');
}

/**
 * Takes a code of the authenticator app or a recovery code; each works once. Refuses `second_factor_wrong` (401 at the
 * sign-in, else 403) and `too_many_requests` (429).
 */
export async function requireSecondFactor(
  app: App,
  account: StaffAccount,
  code: string,
  by: Caller,
): Promise<void> {
  await app.limits.spend('second_factor', account.id);
  if (await takeCode(app, account, code)) {
    await app.limits.restore('second_factor', account.id);
    return;
  }
  await app.db.read.audit.record(by, {
    action: 'second_factor_refused',
    targetType: 'staff',
    targetId: account.id,
    outcome: 'refused',
  });
  // A signed-in user would read a 401 as the end of their session.
  const kind = by.actor.type === 'staff' ? 'forbidden' : 'unauthenticated';
  refuse(kind, 'second_factor_wrong', 'The code is incorrect or was used already.');
}

async function takeCode(app: App, { id, secondFactor }: StaffAccount, code: string): Promise<boolean> {
  const { staff } = app.db.read;
  // Apps show the six digits in two groups.
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) {
    // A code from before does not confirm a new app.
    if (!secondFactor?.confirmed) return false;
    return staff.useRecoveryCode(id, app.secondFactors.recoveryHash(code));
  }
  const step = secondFactor && app.secondFactors.stepOf(secondFactor.secret, digits, app.clock.now());
  return step !== null && step !== undefined && (await staff.useStep(id, step));
}

export type Proof = { password: string; code: string };

/** The account, once its owner has shown the password and a code. Refuses `second_factor_off` (409) without one. */
export async function provedTwice(app: App, { password, code }: Proof, by: Caller): Promise<StaffAccount> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor?.confirmed)
    refuse('conflict', 'second_factor_off', 'Two-factor authentication is off.');
  await requirePassword(app, account, password, by);
  await requireSecondFactor(app, account, code, by);
  return account;
}
