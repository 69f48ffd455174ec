/** How a figure stands to the one before, in words. */

/** `4.1% more than last month`; nothing is compared with nothing. */
export function changeInWords(now: number, before: number): string {
  if (now === before) return 'As much as last month';
  if (before <= 0) return 'Nothing last month';
  const tenths = Math.round((Math.abs(now - before) * 1000) / before);
  const percent = tenths >= 1000 ? String(Math.round(tenths / 10)) : String(tenths / 10);
  return `${percent}% ${now > before ? 'more' : 'less'} than last month`;
}

/** A round amount for an axis: `1250000` cents of usd → `12.5K`. */
export function shortAmount(units: number, locale = 'en-US'): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(units);
}
