/** Replacing the recovery codes of a second factor. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { type Proof, provedTwice } from './reauthenticate.ts';

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
