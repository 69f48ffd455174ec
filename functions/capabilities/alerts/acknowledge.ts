/** An admin takes note of an alert about another person's access. */
import type { AcknowledgeableKind } from '../../domain/alerts.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';

type Acknowledged = { kind: AcknowledgeableKind; id: string };

/**
 * Refuses `alert_not_found` (404) for an alert that is not there or is acknowledged, and `own_alert` (403) to whoever it
 * is about. Whoever gave an admin access may acknowledge it only when no third admin is there to do so.
 */
export function acknowledgeAlert(app: App, { kind, id }: Acknowledged, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const about = await tx.alerts.concerned(kind, id);
    if (about === undefined) return refuse('missing', 'alert_not_found', 'There is no such alert any more.');
    await requireAnother(tx, about, by.actor.id);
    if (!(await tx.alerts.acknowledge(kind, id, by.actor.id)))
      refuse('missing', 'alert_not_found', 'There is no such alert any more.');
    await tx.audit.record(by, {
      action: 'acknowledge_alert',
      targetType: 'alert',
      targetId: id,
      details: { kind, staff_id: about.staffId },
    });
    return { id };
  });
}

async function requireAnother(
  tx: Stores,
  { staffId, grantedBy }: { staffId: string | null; grantedBy: string | null },
  adminId: string,
): Promise<void> {
  if (staffId === adminId)
    refuse('forbidden', 'own_alert', 'This alert is about you. Another admin must acknowledge it.');
  if (grantedBy !== adminId) return;
  const others = [adminId, ...(staffId === null ? [] : [staffId])];
  if (await tx.alerts.hasOtherAdmin(others))
    refuse('forbidden', 'own_alert', 'You gave this access yourself. Another admin must acknowledge it.');
}
