/** The QR code of an address at the right margin, drawn as squares, with its caption below. */
import { encode } from 'uqr';
import type { DocumentModel } from '../../domain/document-parts.ts';
import { type Element, LEFT, QUIET, widthBetween } from './frame.ts';
import { type Canvas, type Style, write } from './writing.ts';

/** In points; a telephone reads it from an arm's length. */
export const QR_WIDTH = 96;

const CAPTION: Style = { size: 8, colour: QUIET };
const INK = '#000000';

/** Draws the code from `top` on, as one figure that is read as its caption. Returns where it ends. */
export function squareCode(
  canvas: Canvas,
  root: Element,
  { url, caption }: NonNullable<DocumentModel['qr']>,
  top: number,
): number {
  const x = LEFT + widthBetween(canvas) - QR_WIDTH;
  const before = canvas.y;
  const figure = canvas.struct('Figure', { alt: caption }, () => {
    // The page is the white border that a reader needs.
    const { data, size } = encode(url, { ecc: 'M', border: 0 });
    const side = QR_WIDTH / size;
    for (const [row, modules] of data.entries()) {
      for (const { from, length } of darkRuns(modules))
        canvas.rect(x + from * side, top + row * side, length * side, side);
    }
    canvas.fill(INK);
  });
  root.add(figure);
  const place = { x, width: QR_WIDTH, align: 'center' as const, y: top + QR_WIDTH + 4 };
  root.add(canvas.struct('P', {}, () => write(canvas, caption, place, CAPTION)));
  const end = canvas.y;
  canvas.x = LEFT;
  canvas.y = before;
  return end;
}

/** Dark modules side by side are one rectangle, so that no hairline shows between them. */
function darkRuns(modules: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [place, dark] of modules.entries()) {
    const last = runs.at(-1);
    if (!dark) continue;
    if (last && last.from + last.length === place) last.length++;
    else runs.push({ from: place, length: 1 });
  }
  return runs;
}
