/** Links that let a patient see and pay one invoice: one purpose, an end, and a signature (decision 19). */

export const LINK_PURPOSES = ['pay', 'receipt'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** How long a fresh link lives, in hours: a link to pay is renewed by each reminder, a receipt may be kept. */
const LIFETIME_HOURS: Record<LinkPurpose, number> = { pay: 72, receipt: 24 * 30 };

/** When a link made now stops working. */
export const linkExpiry = (purpose: LinkPurpose, now: Date): Date =>
  new Date(now.getTime() + LIFETIME_HOURS[purpose] * 3_600_000);

/** Whether a link opens a page: a receipt can be read with either link, the invoice only with one to pay. */
export const opens = (purpose: LinkPurpose, page: LinkPurpose): boolean =>
  purpose === page || page === 'receipt';

/** Where the patient's browser finds the page of a link. */
export const linkUrl = (webUrl: string, page: LinkPurpose, token: string): string =>
  `${webUrl}/patient/${page === 'pay' ? 'invoice' : 'receipt'}/${token}`;
