/** Counts and ages in words. */

export const invoicesInWords = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'invoice' : 'invoices'}`;

/** `730` → `2 years (730 days)`; what is no whole number of years stays days. */
export function daysInWords(days: number): string {
  const years = days / 365;
  if (!Number.isInteger(years) || years < 1) return `${days} days`;
  return `${years} ${years === 1 ? 'year' : 'years'} (${days} days)`;
}

/** How long ago, for a backup: `3 hours ago`. */
export function agoInWords(instant: string, now: Date): string {
  const hours = Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 3_600_000));
  if (hours === 0) return 'less than an hour ago';
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'} ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
