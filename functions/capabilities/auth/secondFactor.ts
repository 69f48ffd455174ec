/** A second factor: offered with the password, counted once a code has proved that the app has it. */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { ownAccount, requirePassword, requireSecondFactor } from './prove.ts';

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
  await app.db.read.staff.setSecondFactor(account.id, offered.secret);
  return offered;
}

/** Turns it on and gives the recovery codes, which are never told again. Refuses `second_factor_wrong` (403). */
export async function confirmSecondFactor(app: App, code: string, by: Caller): Promise<string[]> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor || account.secondFactor.confirmed) {
    refuse('conflict', 'second_factor_not_offered', 'Ask for a second factor first.');
  }
  await requireSecondFactor(app, account, code, by);
  const codes = app.secondFactors.newRecoveryCodes();
  await app.db.transaction(async (tx) => {
    await tx.staff.confirmSecondFactor(account.id, app.clock.now());
    await tx.staff.setRecoveryCodes(
      account.id,
      codes.map((each) => each.hash),
    );
    await tx.audit.record(by, { action: 'add_second_factor', targetType: 'staff', targetId: account.id });
  });
  return codes.map((each) => each.code);
}

/** Turns it off. Refuses `password_wrong` (403) and `second_factor_wrong` (403). */
export async function dropSecondFactor(
  app: App,
  proof: { password: string; code: string },
  by: Caller,
): Promise<void> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor?.confirmed) refuse('conflict', 'second_factor_off', 'You have no second factor.');
  await requirePassword(app, account, proof.password, by);
  await requireSecondFactor(app, account, proof.code, by);
  await app.db.transaction(async (tx) => {
    await tx.staff.setSecondFactor(account.id, null);
    await tx.staff.setRecoveryCodes(account.id, []);
    await tx.audit.record(by, { action: 'drop_second_factor', targetType: 'staff', targetId: account.id });
  });
}
