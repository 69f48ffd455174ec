/** Whether a member of staff may approve yet: what the database knows of how they got their access. */
import { grantsSince, requireEstablished } from '../../domain/approval.ts';
import type { App, Stores } from '../ports.ts';

/** Whether the clinic lets its one admin approve alone, and there is no other who could. */
export async function approvesAlone(app: App, tx: Stores, staffId: string): Promise<boolean> {
  if (!app.clinic.refundSelfApproval) return false;
  return (await tx.staff.activeAdmins()).every(({ id }) => id === staffId);
}

/** Refuses as `requireEstablished`. */
export async function requireEstablishedApprover(
  app: App,
  tx: Stores,
  staffId: string,
  requestedBy: string | null,
): Promise<void> {
  const now = app.clock.now();
  const alone = await approvesAlone(app, tx, staffId);
  const grants = await tx.staff.grants(staffId, grantsSince(now));
  requireEstablished({ grants, alone }, requestedBy, now);
}
