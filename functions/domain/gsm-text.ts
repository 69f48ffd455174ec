/** Text in the alphabet of text messages (GSM 03.38): one character outside it more than halves the length of a message. */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take the room of two. */
const EXTENDED = new Set('^{}\\[~]|€\f');

/** Replacements of single characters; accents are removed separately. */
const INSTEAD: Record<string, string> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '-',
  ç: 'Ç',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
  œ: 'oe',
  Œ: 'OE',
};

/** The text in the alphabet; what cannot be written in it is left out. */
export function gsmText(text: string): string {
  return [...text.normalize('NFC')].map(written).join('').replace(/ {2,}/g, ' ').trim();
}

function written(character: string): string {
  if (BASIC.has(character) || EXTENDED.has(character)) return character;
  const instead = INSTEAD[character];
  if (instead !== undefined) return instead;
  const [bare = ''] = character.normalize('NFD');
  return BASIC.has(bare) ? bare : /\s/.test(character) ? ' ' : '';
}

/** How much room a text takes; 160 fit into one message. Text outside the alphabet must not be measured so. */
export const gsmLength = (text: string): number =>
  [...text].reduce((length, character) => length + (EXTENDED.has(character) ? 2 : 1), 0);

/** Whether a text is in the alphabet as it stands. */
export const isGsmText = (text: string): boolean =>
  [...text].every((character) => BASIC.has(character) || EXTENDED.has(character));
