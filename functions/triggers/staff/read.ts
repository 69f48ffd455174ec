/** What the endpoints about staff answer. */

import type { StaffMember } from '../../capabilities/ports/staff.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** Refuses `staff_unknown` (404). */
export async function readStaff(app: App, id: string): Promise<StaffMember> {
  const found = await app.db.read.staff.get(id);
  if (!found) return refuse('missing', 'staff_unknown', 'There is no such member of staff.');
  const { email, name, role } = found;
  return { id, email, name, role };
}
