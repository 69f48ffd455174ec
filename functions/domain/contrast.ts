/** Whether a colour can be read on a white page. */

/** What WCAG 2.2 asks of text, as a ratio to 1. */
export const READABLE_CONTRAST = 4.5;

/**
 * The contrast of a colour (`#1a7f64`) with white, from 1 to 21, by WCAG 2.2's formula of relative luminance.
 */
export function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
