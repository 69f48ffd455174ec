/** What text may hold so that it is shown, printed and stored as it was meant (Unicode). */

/** What Unicode keeps for programs, or advises against: marks of annotations, deprecated controls, no characters. */
const FOR_PROGRAMS = /[\u206a-\u206f\ufff9-\ufffc\p{Noncharacter_Code_Point}\u{e0000}-\u{e007f}]/u;
/** The flags of England, Scotland and Wales, which are written with tag characters. */
const TAGGED_FLAGS = /\u{1f3f4}[\u{e0030}-\u{e007a}]{1,6}\u{e007f}/gu;

/** Neither control characters nor lone surrogates; tabs and line breaks are for the caller to judge. */
export const isPrintable = (text: string): boolean =>
  text.isWellFormed() &&
  !/(?![\t\n\r])[\p{Cc}\u2028\u2029]/u.test(text) &&
  !FOR_PROGRAMS.test(text.replace(TAGGED_FLAGS, ''));

/** Marks, embeddings, overrides and isolates: they reorder the words and amounts around a name. */
export const DIRECTION_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Whether no character changes the direction in which the text around it is read. */
export const keepsDirection = (text: string): boolean => !DIRECTION_CONTROLS.test(text);

/**
 * Nothing to see, although Unicode classes them as visible: Hangul fillers, the empty Braille pattern, a note
 * without a head, blank hieroglyphs, and what stands for a character that was lost.
 */
const BLANK = /[\u115f\u1160\u3164\uffa0\u2800\ufffd\u{1d159}\u{13441}\u{13442}]/gu;

/** Whether at least one character of the text can be seen: white space, joiners and lone accents cannot. */
export const isVisible = (text: string): boolean =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(BLANK, '').replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
