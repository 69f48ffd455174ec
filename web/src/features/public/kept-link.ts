/**
 * The invoice's link while the patient is at Stripe. The tab keeps it beside the token of the page that Stripe sends back
 * to, and only that page takes it, once. A browser that allows no storage shows the result only.
 */
const KEY = 'patient.link-while-paying';

/** Keeps the link of an invoice for the page of a result. Tokens hold no space. */
export function keepForReturn(token: string, result: string): void {
  try {
    sessionStorage.setItem(KEY, `${result} ${token}`);
  } catch {
    // Storage is full or forbidden.
  }
}

/** Takes the link of the invoice that was left for the page of a result. */
export function takeKept(result: string): string | undefined {
  try {
    const [keptFor, token] = (sessionStorage.getItem(KEY) ?? '').split(' ');
    if (keptFor !== result) return undefined;
    sessionStorage.removeItem(KEY);
    return token;
  } catch {
    return undefined;
  }
}
