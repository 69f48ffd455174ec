/** Two people behind one decision: who was let in lately by another person does not approve yet. */
import { refuse } from './refusal.ts';

/** How another member of staff gave a person access to an account, or more of it. */
export const ACCESS_GRANTS = [
  'invited',
  'registered',
  'reset',
  'second_factor_removed',
  'role_changed',
  'enabled',
] as const;
export type AccessGrantKind = (typeof ACCESS_GRANTS)[number];

/** `grantedBy` is null for emergency access, which whoever runs the database gives. */
export type AccessGrant = { grantedBy: string | null; grantedAt: Date };

const NEW_HOURS = 24;
const GRANTED_BY_REQUESTER_DAYS = 30;
const HOUR = 3_600_000;

/** The earliest grant that still matters at an instant. */
export const grantsSince = (now: Date): Date =>
  new Date(now.getTime() - GRANTED_BY_REQUESTER_DAYS * 24 * HOUR);

export type Approver = {
  grants: readonly AccessGrant[];
  /** Whether no other admin could approve, and the clinic lets its one admin approve alone. */
  alone: boolean;
};

/**
 * Refuses `approver_let_in_by_requester` (403) for 30 days after the requester gave the approver access, and
 * `approver_new` (403) for 24 hours after anybody did, unless the clinic has one admin only.
 */
export function requireEstablished(approver: Approver, requestedBy: string | null, now: Date): void {
  const within = ({ grantedAt }: AccessGrant, hours: number) =>
    now.getTime() - grantedAt.getTime() < hours * HOUR;
  const byRequester = approver.grants.filter(
    ({ grantedBy }) => grantedBy !== null && grantedBy === requestedBy,
  );
  if (byRequester.some((grant) => within(grant, GRANTED_BY_REQUESTER_DAYS * 24))) {
    refuse(
      'forbidden',
      'approver_let_in_by_requester',
      'Whoever requested this gave you access to your account lately. Another admin must approve it.',
    );
  }
  if (!approver.alone && approver.grants.some((grant) => within(grant, NEW_HOURS))) {
    refuse(
      'forbidden',
      'approver_new',
      'You were given access less than 24 hours ago. Another admin must approve this, or wait until then.',
    );
  }
}
