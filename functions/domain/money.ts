/**
 * Money is a whole number of the currency's minor unit, so amounts never drift.
 * The only rounding in billing is in `share`.
 */
import { must } from './refusal.ts';

export type Cents = number & { readonly unit: 'cents' };

/** The most that Stripe takes in one charge (eight digits), and so the most that one invoice may come to. */
export const INVOICE_CENTS_MAX = 99_999_999;

/** Sums of many invoices stay exact far below the limits of a double. */
const CENTS_MAX = 1_000_000_000_000;

/** A number of minor units. Throws when it is not whole or beyond a trillion. */
export function cents(value: number): Cents {
  must(Number.isInteger(value), `${value} is whole cents`);
  must(Math.abs(value) <= CENTS_MAX, `${value} is within the limit`);
  return value as Cents;
}

export const ZERO = cents(0);
export const add = (...amounts: readonly Cents[]): Cents => cents(amounts.reduce<number>((a, b) => a + b, 0));
export const subtract = (amount: Cents, ...less: readonly Cents[]): Cents =>
  cents(less.reduce<number>((a, b) => a - b, amount));
export const times = (amount: Cents, quantity: number): Cents => cents(amount * quantity);
export const negate = (amount: Cents): Cents => cents(0 - amount);
export const min = (a: Cents, b: Cents): Cents => (a < b ? a : b);
export const max = (a: Cents, b: Cents): Cents => (a > b ? a : b);

/** The part of an amount that so many basis points make (8.25 % = 825); half a cent rounds away from zero. */
export function applyBasisPoints(amount: Cents, basisPoints: number): Cents {
  must(Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000, 'a share is 0–100 %');
  const rounded = Math.floor((Math.abs(amount) * basisPoints + 5_000) / 10_000);
  return amount < 0 ? negate(cents(rounded)) : cents(rounded);
}

/**
 * The part `numerator / denominator` of an amount, rounded down: for splitting one amount over several heads,
 * where the caller gives the rest to the last head so that the parts always make the whole.
 */
export function proportion(amount: Cents, numerator: number, denominator: number): Cents {
  must(denominator > 0 && numerator >= 0 && numerator <= denominator, 'a proportion is between none and all');
  return cents(Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator)));
}
