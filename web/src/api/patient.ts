/**
 * The API as a patient's link uses it: no session, no cookies. The routes are written out and their replies taken as
 * they come, so that a phone need not load the validator; a test holds them to the contracts.
 */
import type { publicRoutes } from '../../../functions/contracts/public.ts';
import { type CallableRoute, clientOf } from './client.ts';

type PatientRoutes = Pick<
  typeof publicRoutes,
  'clinic' | 'invoice' | 'checkout' | 'receipt' | 'result' | 'renewLink' | 'verifyDocument'
>;

/** As it comes. */
export const reply: CallableRoute['reply'] = { safeParse: (data) => ({ success: true, data }) };

export const patientRoutes: Record<keyof PatientRoutes, CallableRoute> = {
  clinic: { name: 'public-clinic', method: 'GET', path: 'v1/public/clinic', reply },
  invoice: { name: 'public-invoice', method: 'GET', path: 'v1/public/invoices/{token}', reply },
  checkout: { name: 'public-checkout', method: 'POST', path: 'v1/public/invoices/{token}/checkout', reply },
  receipt: { name: 'public-receipt', method: 'GET', path: 'v1/public/receipts/{token}', reply },
  result: { name: 'public-result', method: 'GET', path: 'v1/public/results/{token}', reply },
  renewLink: { name: 'public-renew-link', method: 'POST', path: 'v1/public/links/renew', reply },
  verifyDocument: {
    name: 'public-verify-document',
    method: 'POST',
    path: 'v1/public/documents/verify',
    reply,
  },
};

/** Without cookies or an address of ours. */
export const send = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, credentials: 'omit', referrerPolicy: 'no-referrer' });

export const patientApi = clientOf<{ public: PatientRoutes }>({ public: patientRoutes }, send).public;

/** The invoice or its receipt as a PDF, or another document of its page: `superbill`. */
export const fetchPdf = (page: 'invoice' | 'receipt', token: string, document = 'pdf'): Promise<Response> =>
  send(`/api/v1/public/${page}s/${encodeURIComponent(token)}/${document}`);
