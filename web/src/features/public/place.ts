/**
 * Which patient page an address means. The token of a link leaves the address at once (decision 19): what can be seen over
 * a shoulder, copied or bookmarked shows no one's invoice. The tab's own step of its history keeps it, so that the page can
 * be loaded again; and while the patient is at Stripe, the tab keeps it for the page that Stripe sends back to. In every
 * other tab and browser the address shows nothing, or the result only.
 */
import { keepForReturn, takeKept } from './kept-link.ts';

export type PatientPage = 'invoice' | 'receipt';

export type Place =
  | { page: 'invoice'; token: string; cancelled: boolean }
  /** `session`: the page at Stripe that the patient has just finished. */
  | { page: 'receipt'; token: string; session: string | null; result?: string; reloaded?: true }
  /** What came of the payment, for a browser that does not have the invoice's link. */
  | { page: 'result'; token: string; session: string | null; cancelled: boolean }
  /** All that the patient owes. */
  | { page: 'account'; token: string }
  /** Checks a document; no link is needed. */
  | { page: 'verify' }
  /** A page of ours without its link: the address was typed, or opened in another tab. */
  | { page: 'forgotten' }
  | { page: 'unknown' };

export function placeOf(pathname: string, search: string): Place {
  if (/^\/verify\/?$/.test(pathname)) return { page: 'verify' };
  const [, page, encoded] =
    /^\/patient\/(invoice|receipt|result|account)(?:\/([^/]+))?\/?$/.exec(pathname) ?? [];
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
    case 'account':
      return { page, token };
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

const pathOf = (page: PatientPage | 'result' | 'account'): string => `/patient/${page}`;
export const linkPath = (page: PatientPage | 'account', token: string): string =>
  `${pathOf(page)}/${encodeURIComponent(token)}`;

/** What a step of the tab's history holds of the link that was open there. */
type Step = {
  token: string;
  session?: string | null;
  result?: string;
  /** The step that led to Stripe. */
  left?: true;
};

/** The step that the tab is at, when it is one of ours. */
function stepOf(state: unknown): Step | undefined {
  const { link } = (state ?? {}) as { link?: Partial<Step> };
  return typeof link?.token === 'string' ? { ...link, token: link.token } : undefined;
}

/** The page that an address without its link shows in a tab whose step still holds it. */
export function resumed(pathname: string, state: unknown): Place {
  const step = stepOf(state);
  const [, page] = /^\/patient\/(invoice|receipt|result|account)\/?$/.exec(pathname) ?? [];
  if (!step || !page) return { page: 'forgotten' };
  const { token, session = null, result, left = false } = step;
  if (page === 'invoice') return { page, token, cancelled: left };
  if (page === 'account') return { page, token };
  if (page === 'result') return { page, token, session, cancelled: false };
  return { page: 'receipt', token, session, ...(result === undefined ? {} : { result }), reloaded: true };
}

/** Where the patient came to. The token leaves the address for the tab's own history. */
export function takePlace(): Place {
  const found = placeOf(window.location.pathname, window.location.search);
  const place =
    found.page === 'forgotten'
      ? resumed(window.location.pathname, window.history.state)
      : returned(found, found.page === 'result' ? takeKept(found.token) : undefined);
  if ('token' in place) keepStep(place);
  return place;
}

/** The other page of the same link, as a step that Back goes back. */
export function turnTo(page: PatientPage, token: string): void {
  window.history.pushState({ link: { token } satisfies Step }, '', pathOf(page));
}

/**
 * Leaves for Stripe. The step of the tab's history that is left says so, so that Back finds the invoice again and explains
 * that nothing was paid; the tab keeps the link for the page that Stripe sends back to.
 */
export function leaveTo(url: string, token: string, result: string | null): void {
  if (result !== null) keepForReturn(token, result);
  window.history.replaceState({ link: { token, left: true } satisfies Step }, '', pathOf('invoice'));
  window.location.assign(url);
}

/** Takes the link out of the address and leaves it to the step that the tab is at. */
export function keepStep(place: Extract<Place, { token: string }>): void {
  const { page, token } = place;
  const step: Step = { token };
  if ('session' in place) step.session = place.session;
  if (page === 'receipt' && place.result !== undefined) step.result = place.result;
  window.history.replaceState({ link: step }, '', pathOf(page));
}
