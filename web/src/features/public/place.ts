/**
 * Which patient page an address means. The token of a link goes from the address into memory at once (decision 19): what
 * can be seen over a shoulder, copied or restored shows no one's invoice. Only while the patient is at Stripe does the tab
 * keep it, for the page that Stripe sends back to; in every other browser that address shows the result only.
 */
import { keepForReturn, takeKept } from './kept-link.ts';

export type PatientPage = 'invoice' | 'receipt';

export type Place =
  | { page: 'invoice'; token: string; cancelled: boolean }
  /** `session`: the page at Stripe that the patient has just finished. */
  | { page: 'receipt'; token: string; session: string | null; result?: string }
  /** What came of the payment, for a browser that does not have the invoice's link. */
  | { page: 'result'; token: string; session: string | null; cancelled: boolean }
  /** A page of ours without its link: it was loaded again. */
  | { page: 'forgotten' }
  | { page: 'unknown' };

export function placeOf(pathname: string, search: string): Place {
  const [, page, encoded] = /^\/patient\/(invoice|receipt|result)(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (!page) return { page: 'unknown' };
  if (!encoded) return { page: 'forgotten' };
  const token = decoded(encoded);
  const params = new URLSearchParams(search);
  const cancelled = params.has('cancelled');
  const session = params.get('session');
  switch (page) {
    case 'invoice':
      return { page, token, cancelled };
    case 'receipt':
      return { page, token, session };
    default:
      return { page: 'result', token, session, cancelled };
  }
}

/** A path part that cannot be decoded is taken as it stands; the server will not know it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Back from Stripe in the tab that left for it: the page of the invoice's own link. */
export function returned(place: Place, kept: string | undefined): Place {
  if (place.page !== 'result' || kept === undefined) return place;
  return place.cancelled
    ? { page: 'invoice', token: kept, cancelled: true }
    : { page: 'receipt', token: kept, session: place.session, result: place.token };
}

const pathOf = (page: PatientPage | 'result'): string => `/patient/${page}`;
export const linkPath = (page: PatientPage, token: string): string =>
  `${pathOf(page)}/${encodeURIComponent(token)}`;

/** Where the patient came to. The token leaves the address, and the step of the tab's history that led to Stripe. */
export function takePlace(): Place {
  const found = placeOf(window.location.pathname, window.location.search);
  const place = returned(found, found.page === 'result' ? takeKept(found.token) : undefined);
  if ('token' in place) hideLink(place.page);
  if (place.page !== 'forgotten') return place;
  const { link } = (window.history.state ?? {}) as { link?: string };
  if (link === undefined) return place;
  hideLink('invoice');
  return { page: 'invoice', token: link, cancelled: true };
}

/** The other page of the same link, as a step that Back goes back. */
export function turnTo(page: PatientPage): void {
  window.history.pushState(null, '', pathOf(page));
}

/**
 * Leaves for Stripe. The step of the tab's history that is left holds the link, so that Back finds the invoice again; the
 * tab keeps it for the page that Stripe sends back to.
 */
export function leaveTo(url: string, token: string, result: string | null): void {
  if (result !== null) keepForReturn(token, result);
  window.history.replaceState({ link: token }, '', pathOf('invoice'));
  window.location.assign(url);
}

/** Leaves the link in memory only. */
export const hideLink = (page: PatientPage | 'result'): void =>
  window.history.replaceState(null, '', pathOf(page));
