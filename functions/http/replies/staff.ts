/** What the endpoints about staff answer. */

import type { App } from '../../capabilities/ports.ts';
import type { StaffMember } from '../../contracts/auth.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `staff_unknown` (404). */
export async function readStaff(app: App, id: string): Promise<StaffMember & { version: number }> {
  const found = requireFound(await app.db.read.staff.get(id), 'staff');
  const { email, name, role, version } = found;
  return { id, email, name, role, version };
}
