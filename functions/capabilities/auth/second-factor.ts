/** A second factor: offered with the password, counted once a code has proved that the app has it. */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { ownAccount, requirePassword, requireSecondFactor } from './reauthenticate.ts';

type Proof = { password: string; code: string };

/** The secret for the authenticator app. Refuses `second_factor_on` (409) and `password_wrong` (403). */
export async function offerSecondFactor(
  app: App,
  password: string,
  by: Caller,
): Promise<{ secret: string; uri: string }> {
  const account = await ownAccount(app, by);
  if (account.secondFactor?.confirmed) {
    refuse('conflict', 'second_factor_on', 'You have a second factor. Turn it off before you make another.');
  }
  await requirePassword(app, account, password, by);
  const offered = app.secondFactors.newSecret(account.email);
  await app.db.transaction(async (tx) => {
    await tx.staff.setSecondFactor(account.id, offered.secret);
    await tx.audit.record(by, { action: 'offer_second_factor', targetType: 'staff', targetId: account.id });
  });
  return offered;
}

/**
 * Turns it on and gives the recovery codes, which are never told again. Sessions elsewhere end: they were opened with the
 * password alone. Refuses `second_factor_wrong` (403).
 */
export async function confirmSecondFactor(app: App, code: string, by: Caller): Promise<string[]> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor || account.secondFactor.confirmed) {
    refuse('conflict', 'second_factor_not_offered', 'Ask for a second factor first.');
  }
  await requireSecondFactor(app, account, code, by);
  const codes = app.secondFactors.newRecoveryCodes();
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'second_factor_added');
    await tx.staff.confirmSecondFactor(account.id, app.clock.now());
    await tx.staff.setRecoveryCodes(
      account.id,
      codes.map((each) => each.hash),
    );
    const kept = by.actor.type === 'staff' ? by.actor.sessionId : undefined;
    await tx.sessions.revokeAll(account.id, 'second_factor_added', kept);
    await tx.audit.record(by, { action: 'add_second_factor', targetType: 'staff', targetId: account.id });
  });
  return codes.map((each) => each.code);
}

/** New recovery codes in place of all earlier ones. Refuses `password_wrong` (403) and `second_factor_wrong` (403). */
export async function renewRecoveryCodes(app: App, proof: Proof, by: Caller): Promise<string[]> {
  const account = await provedTwice(app, proof, by);
  const codes = app.secondFactors.newRecoveryCodes();
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'recovery_codes_renewed');
    await tx.staff.setRecoveryCodes(
      account.id,
      codes.map((each) => each.hash),
    );
    await tx.audit.record(by, { action: 'renew_recovery_codes', targetType: 'staff', targetId: account.id });
  });
  return codes.map((each) => each.code);
}

/**
 * Turns it off. Refuses `password_wrong` (403), `second_factor_wrong` (403), and `second_factor_required` (409) where
 * the clinic requires one.
 */
export async function dropSecondFactor(app: App, proof: Proof, by: Caller): Promise<void> {
  const account = await provedTwice(app, proof, by);
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'second_factor_removed');
    const { security } = await tx.settings.get();
    if (security.second_factor === 'required') {
      refuse('conflict', 'second_factor_required', 'Your clinic requires a second factor.');
    }
    await tx.staff.setSecondFactor(account.id, null);
    await tx.staff.setRecoveryCodes(account.id, []);
    await tx.audit.record(by, { action: 'drop_second_factor', targetType: 'staff', targetId: account.id });
  });
}

/** The account, once its owner has shown the password and a code. Refuses `second_factor_off` (409) without one. */
async function provedTwice(app: App, { password, code }: Proof, by: Caller): Promise<StaffAccount> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor?.confirmed) refuse('conflict', 'second_factor_off', 'You have no second factor.');
  await requirePassword(app, account, password, by);
  await requireSecondFactor(app, account, code, by);
  return account;
}
