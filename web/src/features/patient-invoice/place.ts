/**
 * Which patient page an address means. The token of a link goes from the address into memory at once, and is kept
 * nowhere else (decision 19): what can be seen over a shoulder, copied or restored shows nobody's invoice.
 */

export type PatientPage = 'invoice' | 'receipt';

export type Place =
  | { page: 'invoice'; token: string; cancelled: boolean }
  /** `session`: the page at Stripe that the patient has just finished. */
  | { page: 'receipt'; token: string; session: string | null }
  /** A page of ours without its link: it was loaded again. */
  | { page: 'forgotten' }
  | { page: 'unknown' };

export function placeOf(pathname: string, search: string): Place {
  const [, page, encoded] = /^\/patient\/(invoice|receipt)(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
  if (!page) return { page: 'unknown' };
  if (!encoded) return { page: 'forgotten' };
  const token = decoded(encoded);
  const params = new URLSearchParams(search);
  return page === 'invoice'
    ? { page: 'invoice', token, cancelled: params.has('cancelled') }
    : { page: 'receipt', token, session: params.get('session') };
}

/** A path part that cannot be decoded is taken as it stands; the server will not know it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const pathOf = (page: PatientPage): string => `/patient/${page}`;
export const linkPath = (page: PatientPage, token: string): string =>
  `${pathOf(page)}/${encodeURIComponent(token)}`;

/** Where the patient came to. The token leaves the address, and the step of the tab's history that led to Stripe. */
export function takePlace(): Place {
  const place = placeOf(window.location.pathname, window.location.search);
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

/** Leaves for Stripe. The step of the tab's history that is left holds the link, so that Back finds the invoice again. */
export function leaveTo(url: string, token: string): void {
  window.history.replaceState({ link: token }, '', pathOf('invoice'));
  window.location.assign(url);
}

/** Leaves the link in memory only. */
export const hideLink = (page: PatientPage): void => window.history.replaceState(null, '', pathOf(page));
