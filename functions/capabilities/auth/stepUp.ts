/** Step-up: before money leaves, the person at the desk shows that they are still the one who signed in. */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { ownAccount, requirePassword, requireSecondFactor } from './prove.ts';

/** How long a proof counts. */
const FRESH_MILLISECONDS = 5 * 60_000;

/** Proves it: with a code where there is a second factor, else with the password. */
export async function stepUp(
  app: App,
  proof: { code: string | undefined; password: string | undefined },
  by: Caller,
): Promise<void> {
  const account = await ownAccount(app, by);
  if (account.secondFactor?.confirmed) {
    if (!proof.code) refuse('forbidden', 'second_factor_needed', 'Enter the code of your authenticator app.');
    await requireSecondFactor(app, account, proof.code, by);
  } else {
    if (!proof.password) refuse('forbidden', 'password_needed', 'Enter your password.');
    await requirePassword(app, account, proof.password, by);
  }
  const { actor } = by;
  if (actor.type !== 'staff') return;
  await app.db.transaction(async (tx) => {
    await tx.sessions.steppedUp(actor.sessionId, app.clock.now());
    await tx.audit.record(by, { action: 'step_up', targetType: 'staff', targetId: actor.id });
  });
}

/** Refuses `step_up_needed` (403) when the clinic asks for a fresh proof and there is none. */
export async function requireStepUp(app: App, by: Caller): Promise<void> {
  const { security } = await app.db.read.settings.get();
  if (!security.step_up_for_refunds || by.actor.type !== 'staff') return;
  const at = await app.db.read.sessions.steppedUpAt(by.actor.sessionId);
  if (at && app.clock.now().getTime() - at.getTime() < FRESH_MILLISECONDS) return;
  refuse('forbidden', 'step_up_needed', 'Confirm with your code or your password that it is you.');
}
