/** Words of a private vocabulary, each with the standard term, and their real English uses. docs/glossary.md has the terms. */

export type DeniedWord = {
  /** A regular expression over lower-case words; a space matches white space, a line break in a comment included. */
  word: string;
  use: string;
};

export const DENIED: readonly DeniedWord[] = [
  { word: 'wish(?:es|ed|ing)?', use: 'input or request' },
  { word: '(?:un|fore)?told|(?:fore)?tells?|telling|tellers?', use: 'report, reply, notify or inform' },
  { word: 'hear|hears|heard|hearing', use: 'record or receive' },
  { word: 'thanks?|thanked', use: 'receipt' },
  { word: 'story|stories', use: 'timeline, history or scenario' },
  { word: '(?<!dead )letters?', use: 'dead letter or message' },
  { word: 'papers?', use: 'PDF or document' },
  { word: 'killers?|deaths?', use: 'crash' },
  { word: 'mend|mends|mended|mending', use: 'edit, correct or repair' },
  { word: 'lies at|lie at', use: 'is stored in' },
  { word: '(?:stands?|standing|stood) still', use: 'not running or blocked' },
  { word: 'word of (?:the|an?|it|this)', use: 'notice' },
  { word: 'somebody(?: s)?', use: 'someone, or who it is: a user, a visitor, an admin' },
  { word: 'nobody(?: s)?', use: 'no one, or who it is: no user, a signed-out visitor' },
  { word: 'comes? to nothing', use: 'is zero' },
  { word: 'past approval', use: 'without approval' },
  { word: 'at whose', use: 'a sentence with a subject' },
  { word: 'keepers?', use: 'server' },
  { word: 'canary|canaries', use: 'marker' },
  { word: 'doors?', use: 'entry point' },
  { word: 'rigs?', use: 'harness' },
  { word: 'office', use: 'adminApi' },
];

/**
 * Uses that stay: plain English, names that others gave, and values that are stored already. Each is blanked before the
 * words are looked for.
 */
export const ALLOWED: readonly RegExp[] = [
  // The page size of the Americas.
  /'letter'/gi,
  /\bthank you\b|\bthanks to\b/gi,
  /\b(?:first|capital|lower-case|upper-case|Cyrillic|full-width) letters?\b/gi,
  /\bletters (?:and|or) (?:digits|numbers)\b/gi,
  /\bletter[ -]?spacing\b/gi,
  // A service in the demo data, a neighbor, and a passphrase of the tests.
  /\bhearing tests?\b/gi,
  /\bnext door\b/gi,
  // Azure’s Front Door, also as a part of names and in its ARM values.
  /Front ?Door|frontDoor|front-door/g,
  /\bpaper boats\b/gi,
  // The user of Unix without rights.
  /(["'`])nobody\1/g,
  // Out-of-office replies of RFC 3834.
  /\bout-of-office\b/gi,
  // An action in audit rows, which are never changed.
  /\bhear_of_message\b/g,
];
