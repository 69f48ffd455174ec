/** Reads and writes what people type for amounts and rates, in whole minor units and never through a float. */
import { type Currency, exponentOf } from '../../../functions/domain/currency.ts';
import { INVOICE_CENTS_MAX } from '../../../functions/domain/money.ts';

/** `12,50`, `12.50`, `1,250.00`, `1.250,00`, ` 12 ` as digits before and after the decimal sign; undefined when unclear. */
function split(text: string): { whole: string; fraction: string } | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '');
  if (!/^[0-9]*(?:[.,][0-9]+)*[.,]?$/.test(bare) || !/[0-9]/.test(bare)) return undefined;
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  if (last === -1) return { whole: bare, fraction: '' };
  const sign = bare[last];
  const before = bare.slice(0, last);
  const after = bare.slice(last + 1);
  const grouped = (digits: string, separator: string) =>
    new RegExp(`^[0-9]{1,3}(?:\\${separator}[0-9]{3})+$`).test(digits);
  const other = sign === '.' ? ',' : '.';
  if (before.includes(other))
    return grouped(before, other) ? { whole: before.replaceAll(other, ''), fraction: after } : undefined;
  if (sign !== undefined && before.includes(sign)) {
    return grouped(bare, sign) ? { whole: bare.replaceAll(sign, ''), fraction: '' } : undefined;
  }
  return { whole: before || '0', fraction: after };
}

/**
 * An amount as typed → whole minor units of the currency, or null when it is none: letters, a minus, too many
 * decimals, more than one invoice may be. `12,5` and `12.50` are both 1250 in usd; in jpy `1,250` is 1250.
 */
export function parseAmount(text: string, currency: Currency): number | null {
  const parts = split(text.trim());
  if (!parts) return null;
  const exponent = exponentOf(currency);
  const thousands = parts.fraction.length === 3 && /^[1-9][0-9]{0,2}$/.test(parts.whole);
  const { whole, fraction } =
    thousands && exponent < 3 ? { whole: parts.whole + parts.fraction, fraction: '' } : parts;
  if (fraction.length > exponent) return null;
  const cents = Number(`${whole}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(cents) && cents <= INVOICE_CENTS_MAX ? cents : null;
}

/** `1250, usd` → `12.50`: how an amount stands in its field. */
export function amountText(cents: number, currency: Currency): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(cents);
  const digits = String(cents).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * A rate in percent as typed → thousandths of a percent (`8.25` or `8,25` → 8250, `8.875` → 8875), or null when it is
 * none, has more than three decimals, or is above 100 %.
 */
export function parsePercent(text: string): number | null {
  const parts = /^([0-9]{1,3})(?:[.,]([0-9]{0,3}))?$/.exec(text.trim().replace(/\s*%$/, ''));
  if (!parts) return null;
  const thousandths = Number(`${parts[1]}${(parts[2] ?? '').padEnd(3, '0')}`);
  return thousandths <= 100_000 ? thousandths : null;
}

/** `8250` → `8.25`, `20000` → `20`. */
export function percentText(thousandths: number): string {
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '') || '0';
}

/** A quantity as typed → a number with up to three decimals (`1.5` or `1,5`), or null when it is none or 0. */
export function parseQuantity(text: string): number | null {
  const parts = /^([0-9]{1,4})(?:[.,]([0-9]{1,3}))?$/.exec(text.trim());
  if (!parts) return null;
  const quantity = Number(`${parts[1]}.${parts[2] ?? '0'}`);
  return quantity > 0 && quantity <= 9999 ? quantity : null;
}
