/** Links that let a patient see and pay one invoice, or the account: one purpose, an end, and a signature (decision 19). */

/** The order is part of every token: a new purpose goes to the end. */
export const LINK_PURPOSES = ['pay', 'receipt', 'result', 'account'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];
/** What a link of one invoice is for. */
export type InvoiceLinkPurpose = Exclude<LinkPurpose, 'account'>;

/**
 * How long a fresh link lives, in hours: a link to pay is renewed by each reminder, a receipt may be kept, and the result
 * of a payment is shown an hour longer than its page at Stripe can be paid.
 */
const LIFETIME_HOURS: Record<LinkPurpose, number> = { pay: 72, receipt: 24 * 30, result: 24, account: 72 };

/** When a link made now stops working. */
export const linkExpiry = (purpose: LinkPurpose, now: Date): Date =>
  new Date(now.getTime() + LIFETIME_HOURS[purpose] * 3_600_000);

/** A result link is given to Stripe, so it opens nothing but the result. */
const OPENS: Record<LinkPurpose, readonly LinkPurpose[]> = {
  pay: ['pay', 'receipt'],
  receipt: ['receipt'],
  result: ['result'],
  account: ['account'],
};

/** Whether a link opens a page: a receipt can be read with the link to pay too, all else only with its own. */
export const opens = (purpose: LinkPurpose, page: LinkPurpose): boolean => OPENS[purpose].includes(page);

/** What a link of one invoice is renewed as: with the result of a payment, a patient asks for the invoice. */
export const renewedAs = (purpose: InvoiceLinkPurpose): 'pay' | 'receipt' =>
  purpose === 'receipt' ? purpose : 'pay';

const PAGES: Record<LinkPurpose, string> = {
  pay: 'invoice',
  receipt: 'receipt',
  result: 'result',
  account: 'account',
};

/** Where the patient's browser finds the page of a link. */
export const linkUrl = (webUrl: string, page: LinkPurpose, token: string): string =>
  `${webUrl}/patient/${PAGES[page]}/${token}`;
