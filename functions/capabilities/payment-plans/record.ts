/** What happened to a payment plan, in the audit; the timelines of the covered invoices show it too. */
import type { Caller } from '../ports/common.ts';
import type { Stores } from '../ports.ts';

type PlanEvent = { action: string; details?: Record<string, unknown> };

/** Records what was done to the plan. */
export const recordPlan = (
  tx: Stores,
  by: Caller,
  { id, patientId }: { id: string; patientId: string },
  { action, details }: PlanEvent,
): Promise<void> =>
  tx.audit.record(by, {
    action,
    targetType: 'payment_plan',
    targetId: id,
    details: { patient_id: patientId, ...details },
  });
