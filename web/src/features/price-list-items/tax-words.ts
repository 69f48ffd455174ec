/** A rate of tax as people write it. */

/** `8875` → `8.875%`. */
export const taxInWords = (rateThousandths: number): string => `${rateThousandths / 1000}%`;
