/** Offering a second factor: the secret for the authenticator app, given for the password. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { ownAccount } from './me.ts';
import { requirePassword } from './reauthenticate.ts';

/** The secret for the authenticator app. Refuses `second_factor_on` (409) and `password_wrong` (403). */
export async function offerSecondFactor(
  app: App,
  password: string,
  by: Caller,
): Promise<{ secret: string; uri: string }> {
  const account = await ownAccount(app, by);
  if (account.secondFactor?.confirmed) {
    refuse(
      'conflict',
      'second_factor_on',
      'Two-factor authentication is on. Turn it off before you set it up again.',
    );
  }
  await requirePassword(app, account, password, by);
  const offered = app.secondFactors.newSecret(account.email);
  await app.db.transaction(async (tx) => {
    await tx.staff.setSecondFactor(account.id, offered.secret);
    await tx.audit.record(by, { action: 'offer_second_factor', targetType: 'staff', targetId: account.id });
  });
  return offered;
}
