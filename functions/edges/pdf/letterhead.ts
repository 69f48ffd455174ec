/** The head of a document: the clinic's names, address and numbers, with its logo at the right. */
import type { Letterhead } from '../../domain/clinic-details.ts';
import { artifact, type Element, LEFT, QUIET, widthBetween } from './frame.ts';
import { type Canvas, heightOf, type Style, write } from './writing.ts';

/** The room of the logo, in points. */
const LOGO_WIDTH = 150;
const LOGO_HEIGHT = 60;
const GAP = 20;

const NAME: Style = { size: 13, strong: true };
const SMALL: Style = { size: 9, colour: QUIET };

/** Writes the head; the next text begins below it. */
export function letterhead(canvas: Canvas, root: Element, clinic: Letterhead): void {
  const top = canvas.y;
  const width = widthBetween(canvas) - (clinic.logo === null ? 0 : LOGO_WIDTH + GAP);
  line(canvas, root, { text: clinic.name, width, style: NAME });
  for (const text of linesOf(clinic)) line(canvas, root, { text, width, style: SMALL });
  if (clinic.logo === null) return;
  const end = canvas.y;
  const image = Buffer.from(clinic.logo, 'base64');
  artifact(canvas, 'Layout', () => {
    canvas.image(image, LEFT + width + GAP, top, {
      fit: [LOGO_WIDTH, LOGO_HEIGHT],
      align: 'right',
    });
  });
  canvas.x = LEFT;
  canvas.y = Math.max(end, top + LOGO_HEIGHT);
}

const linesOf = (clinic: Letterhead): string[] =>
  [
    clinic.legal_name,
    ...clinic.postal_address.split('\n'),
    ...clinic.tax_numbers.map(({ label, value }) => `${label}: ${value}`),
  ].filter((text) => text !== '');

function line(
  canvas: Canvas,
  root: Element,
  { text, width, style }: { text: string; width: number; style: Style },
): void {
  const y = canvas.y;
  const height = heightOf(canvas, text, width, style);
  root.add(canvas.struct('P', {}, () => write(canvas, text, { x: LEFT, width, y }, style)));
  canvas.y = y + height + 1;
}
