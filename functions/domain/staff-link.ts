/** One-time links with which staff choose a password: their first one, or a new one when the old is lost. */

export type StaffLinkPurpose = 'invite' | 'reset';

const LIFETIME_HOURS: Record<StaffLinkPurpose, number> = { invite: 72, reset: 1 };

/** When a link made now stops working. */
export const staffLinkExpiry = (purpose: StaffLinkPurpose, now: Date): Date =>
  new Date(now.getTime() + LIFETIME_HOURS[purpose] * 3_600_000);

/** The page on which the password is chosen. The token is in the fragment, which no server ever sees. */
export const staffLinkUrl = (webUrl: string, token: string): string =>
  `${webUrl}/staff/set-password#${token}`;
