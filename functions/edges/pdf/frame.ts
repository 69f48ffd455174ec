/** The page's frame and colours, and how text and decoration are put into it. */
import type { Canvas, Style } from './writing.ts';
import { write } from './writing.ts';

export type Element = PDFKit.PDFStructureElement;

export const LEFT = 50;
export const QUIET = '#595959';
export const RULE = '#C8D0D8';

/** Room below the text for the number of the page. */
const FOOT = 54;

/** The width between the margins, in points; it depends on the page size. */
export const widthBetween = (canvas: Canvas): number => Math.floor(canvas.page.width) - 2 * LEFT;

/** Where the text of a page ends at the latest. */
export const bottomOf = (canvas: Canvas): number => Math.floor(canvas.page.height) - FOOT;

/** Begins a page where what follows does not fit on this one. */
export function keepTogether(canvas: Canvas, height: number): void {
  if (canvas.y + height > bottomOf(canvas)) canvas.addPage();
}

/** One text over the whole width, as an element of its own. */
export function block(
  canvas: Canvas,
  root: Element,
  { tag, text, style }: { tag: string; text: string; style: Style },
): void {
  root.add(
    canvas.struct(tag, {}, () => write(canvas, text, { x: LEFT, width: widthBetween(canvas) }, style)),
  );
}

/** What is for the eye only: a screen reader passes over it. */
export function artifact(canvas: Canvas, type: string, draw: () => void): void {
  canvas.markContent('Artifact', { type } as object);
  draw();
  canvas.endMarkedContent();
}
