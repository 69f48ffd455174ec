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

/** A rate in percent as typed → basis points (`8.25` or `8,25` → 825), or null when it is none or above 100 %. */
export function parsePercent(text: string): number | null {
  const parts = /^([0-9]{1,3})(?:[.,]([0-9]{0,2}))?$/.exec(text.trim().replace(/\s*%$/, ''));
  if (!parts) return null;
  const basisPoints = Number(`${parts[1]}${(parts[2] ?? '').padEnd(2, '0')}`);
  return basisPoints <= 10_000 ? basisPoints : null;
}

/** `825` → `8.25`, `2000` → `20`. */
export function percentText(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '') || '0';
}
