/** The patient's acceptance of the terms of a payment plan: signed at the clinic, or by their link. */
import { requireStandingPlan } from '../../domain/payment-plan.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPlan } from './lock.ts';
import { recordPlan } from './record.ts';

export type AcceptanceInput = {
  planId: string;
  name: string;
  /** Of the terms that were read. */
  termsHash: string;
  /** The link by which the patient accepts; nothing when staff record a signed document. */
  linkId: string | null;
};

/**
 * Records the acceptance of the newest version once. Refuses `payment_plan_unknown` (404), `plan_cancelled`,
 * `already_accepted` (409), and `terms_changed` with the field when other terms were read.
 */
export async function acceptPaymentPlan(app: App, input: AcceptanceInput, by: Caller): Promise<Done> {
  const { planId, name, termsHash, linkId } = input;
  return commandTransaction(app, async (tx) => {
    const { plan, standing } = await lockPlan(app, tx, planId);
    requireStandingPlan(standing.state);
    if (termsHash !== plan.versions[0].termsHash) {
      refuseField('terms_hash', 'terms_changed', 'The terms were changed meanwhile. Read them again.');
    }
    const staffId = by.actor.type === 'staff' ? by.actor.id : null;
    const how = linkId === null ? 'signed' : 'link';
    const at = app.clock.now();
    if (!(await tx.paymentPlans.accept({ plan, how, name, staffId, linkId, at })))
      refuse('conflict', 'already_accepted', 'These terms are already accepted.');
    await recordPlan(tx, by, plan, {
      action: 'accept_payment_plan',
      details: { how, version: plan.versions[0].version },
    });
    return { id: planId };
  });
}
