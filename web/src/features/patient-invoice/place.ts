/** Which patient page an address means. The token stays in the path and is kept nowhere else. */

export type Place =
  | { page: 'invoice'; token: string; cancelled: boolean }
  /** `session`: the page at Stripe that the patient has just finished. */
  | { page: 'receipt'; token: string; session: string | null }
  | { page: 'unknown' };

export function placeOf(pathname: string, search: string): Place {
  const [, page, encoded] = /^\/patient\/(invoice|receipt)\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (!page || !encoded) return { page: 'unknown' };
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

export const invoicePath = (token: string): string => `/patient/invoice/${encodeURIComponent(token)}`;
export const receiptPath = (token: string): string => `/patient/receipt/${encodeURIComponent(token)}`;

const apiPath = (kind: string, token: string) => `/api/v1/public/${kind}/${encodeURIComponent(token)}/pdf`;
export const invoicePdfPath = (token: string): string => apiPath('invoices', token);
export const receiptPdfPath = (token: string): string => apiPath('receipts', token);
