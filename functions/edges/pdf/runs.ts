/** Writes lines in which some words are read from right to left. */
import { runsOf } from './direction.ts';

type Canvas = PDFKit.PDFDocument;
type Place = { x: number; width: number; align: 'left' | 'right' | 'center' };

/** The runs are written in the order in which they are read, each where it stands. */
export function writeLines(canvas: Canvas, lines: readonly string[], place: Place, top: number): void {
  const height = canvas.currentLineHeight(true);
  for (const [index, line] of lines.entries()) writeLine(canvas, line, place, top + index * height);
  canvas.x = place.x;
  canvas.y = top + lines.length * height;
}

function writeLine(canvas: Canvas, line: string, { x, width, align }: Place, y: number): void {
  const runs = runsOf(line).map((run) => ({
    ...run,
    width: canvas.widthOfString(run.text, { features: [] }),
  }));
  const used = runs.reduce((sum, run) => sum + run.width, 0);
  const start = x + (align === 'left' ? 0 : align === 'right' ? width - used : (width - used) / 2);
  for (const run of runs) {
    const before = runs.filter(({ place }) => place < run.place).reduce((sum, each) => sum + each.width, 0);
    canvas.text(run.text, start + before, y, { lineBreak: false, features: [] });
  }
}
