/** What text may hold so that it is shown, printed and stored as it was meant (Unicode). */

/** Neither control characters nor lone surrogates; tabs and line breaks are for the caller to judge. */
export const isPrintable = (text: string): boolean =>
  text.isWellFormed() && !/(?![\t\n\r])[\p{Cc}\u2028\u2029]/u.test(text);

/** Marks, embeddings, overrides and isolates: they reorder the words and amounts around a name. */
export const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Whether no character changes the direction in which the text around it is read. */
export const keepsDirection = (text: string): boolean => !DIRECTION_CONTROLS.test(text);

/** Blank, although Unicode calls them letters or symbols: Hangul fillers and the empty Braille pattern. */
const BLANK = /[\u115f\u1160\u3164\uffa0\u2800]/g;

/** Whether at least one character of the text can be seen: white space, joiners and lone accents cannot. */
export const isVisible = (text: string): boolean =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(BLANK, '').replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
