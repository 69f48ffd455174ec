/** Roles in the words of the portal. */
import type { StaffRole } from '../../../../functions/domain/access.ts';

export const ROLE_WORDS: Record<StaffRole, string> = {
  admin: 'Administrator',
  billing_clerk: 'Billing clerk',
};
