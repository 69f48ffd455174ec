/** Counts and periods in words. */

export const invoicesInWords = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'invoice' : 'invoices'}`;

/** `730` → `2 years (730 days)`; what is no whole number of years stays days. */
export function daysInWords(days: number): string {
  const years = days / 365;
  if (!Number.isInteger(years) || years < 1) return `${days} days`;
  return `${years} ${years === 1 ? 'year' : 'years'} (${days} days)`;
}
