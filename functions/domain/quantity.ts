/** How many or how long, as people read it. */

/** `1.5` → `1.5` in en-US and `1,5` in es-US; never rounded. */
export const formatQuantity = (quantity: number, locale = 'en-US'): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(quantity);

/** A tax rate in thousandths of a percent: `8875` → `8.875%`, as the locale writes it. */
export const formatRate = (thousandths: number, locale = 'en-US'): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(thousandths / 100_000);
