/** Identifiers in Stripe's shapes: a prefix that names the kind, then random letters and digits. */
import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A random string of letters and digits. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`;
export const newSessionId = (): string => `cs_test_a1${randomText(56)}`;
