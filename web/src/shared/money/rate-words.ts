/** Rates as people write them, and why one is asked for again. */
import { percentText } from './amounts.ts';

/** `8875` → `8.875%`. */
export const rateInWords = (thousandths: number): string => `${percentText(thousandths)}%`;

export const UNREAD_RATE = 'Enter a rate from 0 to 100 with at most three decimals, such as 8.875.';
