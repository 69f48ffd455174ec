/** Step-up: before something that a stolen session must not do, the person enters their code or password once more. */
import { refuse } from '../../domain/refusal.ts';
import { isFreshProof } from '../../domain/session.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { ownAccount } from './me.ts';
import { requirePassword, requireSecondFactor } from './reauthenticate.ts';

export type StepUpProof = {
  code: string | undefined;
  password: string | undefined;
  /** The request that it allows, once, as its refusal named it; without one it counts for the session. */
  request: string | undefined;
};

/** Checks the code where there is a second factor, else the password. Refuses as `requirePassword` and `requireSecondFactor`. */
export async function stepUp(app: App, proof: StepUpProof, by: Caller): Promise<void> {
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
    if (proof.request === undefined) await tx.sessions.steppedUp(actor.sessionId, app.clock.now());
    else await tx.sessions.addProof(actor.sessionId, proof.request, app.clock.now());
    await tx.audit.record(by, {
      action: 'step_up',
      targetType: 'staff',
      targetId: actor.id,
      details: { for: proof.request === undefined ? 'session' : 'request' },
    });
  });
}

/** Refuses `step_up_needed` (403) without a proof of this session within five minutes; `orSignIn`: a sign-in counts as one. */
export async function requireRecentProof(app: App, by: Caller, orSignIn = false): Promise<void> {
  if (by.actor.type !== 'staff') return;
  const proven = await app.db.read.sessions.provenAt(by.actor.sessionId);
  const now = app.clock.now();
  if (isFreshProof(proven?.steppedUpAt, now)) return;
  if (orSignIn && isFreshProof(proven?.signedInAt, now)) return;
  needed();
}

/** Uses up the proof for exactly this request. Refuses `step_up_needed` (403), with the request that a proof must name. */
export async function useRequestProof(app: App, tx: Stores, request: string, by: Caller): Promise<void> {
  if (by.actor.type !== 'staff') return;
  if (await tx.sessions.useProof(by.actor.sessionId, request, app.clock.now())) return;
  needed(request);
}

function needed(stepUpRequest?: string): never {
  refuse(
    'forbidden',
    'step_up_needed',
    'Confirm with your code or your password that it is you.',
    stepUpRequest === undefined ? {} : { stepUpRequest },
  );
}
