/** Recording that one member of staff gave another access, which keeps them from approving for a while. */
import type { AccessGrantKind } from '../../domain/approval.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';

/** `by` the staff who acted; null when the operator of the database did it. */
export async function recordGrant(
  app: App,
  tx: Stores,
  { staffId, kind }: { staffId: string; kind: AccessGrantKind },
  { actor }: Pick<Caller, 'actor'>,
): Promise<void> {
  const grantedBy = actor.type === 'staff' ? actor.id : null;
  await tx.staff.addGrant({ staffId, kind, grantedBy, at: app.clock.now() });
}
