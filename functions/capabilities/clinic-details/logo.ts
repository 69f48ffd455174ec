/** Reads an uploaded logo, or refuses it with what to do about it. */
import { refuseField } from '../../domain/refusal.ts';
import type { App } from '../ports.ts';

const SENTENCES = {
  not_an_image: 'This file is no PNG or SVG image.',
  too_large: 'This image is too large. Choose one of at most 1200 × 600 pixels.',
  active: 'This SVG holds scripts or refers to other files. Save it as a plain drawing, or as PNG.',
  text: 'This SVG holds text that needs a font. Convert the text to paths, or save it as PNG.',
} as const;

/** The logo as PNG. Refuses the field `logo` with the code `logo_<problem>`. */
export async function readLogoFile(app: App, file: Uint8Array): Promise<Uint8Array> {
  const read = await app.pdf.readLogo(file);
  if ('problem' in read) return refuseField('logo', `logo_${read.problem}`, SENTENCES[read.problem]);
  return read.png;
}
