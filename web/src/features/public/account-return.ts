/** The account's link while the patient is at Stripe, as kept-link.ts keeps an invoice's: for the page of the result, once. */
const KEY = 'patient.account-while-paying';

/** Leaves for Stripe from the page of the account; the step of the tab's history finds it again. */
export function leaveAccountTo(url: string, token: string, result: string | null): void {
  try {
    if (result !== null) sessionStorage.setItem(KEY, `${result} ${token}`);
  } catch {
    // Storage is full or forbidden.
  }
  window.location.assign(url);
}

/** Takes the link of the account that was left for the page of a result. */
export function takeAccount(result: string): string | undefined {
  try {
    const [keptFor, token] = (sessionStorage.getItem(KEY) ?? '').split(' ');
    if (keptFor !== result) return undefined;
    sessionStorage.removeItem(KEY);
    return token;
  } catch {
    return undefined;
  }
}
