/** Whether a member of staff may approve yet: what the database knows of how they got their access. */
import { grantsSince, requireEstablished } from '../../domain/approval.ts';
import type { App, Stores } from '../ports.ts';

/** Refuses as `requireEstablished`. */
export async function requireEstablishedApprover(
  app: App,
  tx: Stores,
  staffId: string,
  requestedBy: string | null,
): Promise<void> {
  const now = app.clock.now();
  const others = (await tx.staff.activeAdmins()).filter(({ id }) => id !== staffId);
  const alone = app.clinic.refundSelfApproval && others.length === 0;
  const grants = await tx.staff.grants(staffId, grantsSince(now));
  requireEstablished({ grants, alone }, requestedBy, now);
}
