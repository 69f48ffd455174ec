/** Where things stand on the page, each with its tag: heading, facts, tables with header cells, sums, page numbers. */
import type { PrintedColumn, PrintedDocument } from '../../domain/printed.ts';
import { fontFor } from './fonts.ts';

export type Canvas = PDFKit.PDFDocument;
type Element = PDFKit.PDFStructureElement;
type Place = { x: number; width: number; align?: 'left' | 'right' | 'center' };

const LEFT = 50;
const WIDTH = 495;
const BOTTOM = 770;
const GAP = 10;
const INK = '#333333';
const QUIET = '#595959';
const RULE = '#C8D0D8';

/** Writes the whole document. */
export function layOut(canvas: Canvas, document: PrintedDocument): void {
  const root = canvas.struct('Document');
  canvas.addStructure(root);
  root.add(
    canvas.struct('P', {}, () =>
      write(canvas, document.clinic.name, { x: LEFT, width: WIDTH }, { size: 13, strong: true }),
    ),
  );
  canvas.y += 6;
  root.add(
    canvas.struct('H1', {}, () =>
      write(canvas, document.title, { x: LEFT, width: WIDTH }, { size: 22, strong: true }),
    ),
  );
  canvas.y += 14;
  facts(canvas, root, document.facts);
  for (const { heading, columns, rows } of document.tables) {
    canvas.y += 16;
    keepTogether(canvas, 90);
    root.add(
      canvas.struct('H2', {}, () =>
        write(canvas, heading, { x: LEFT, width: WIDTH }, { size: 13, strong: true }),
      ),
    );
    canvas.y += 4;
    table(canvas, root, columns, rows);
  }
  canvas.y += 14;
  sums(canvas, root, document.sums);
  canvas.y += 24;
  keepTogether(canvas, 20);
  root.add(
    canvas.struct('P', {}, () =>
      write(canvas, document.foot, { x: LEFT, width: WIDTH }, { size: 9, colour: QUIET }),
    ),
  );
  root.end();
  pageNumbers(canvas, document);
}

type Style = { size: number; strong?: boolean; colour?: string };

/** One text in one place, in a font that draws it. Right-to-left texts keep their own order. */
function write(
  canvas: Canvas,
  given: string,
  { x, width, align = 'left' }: Place,
  style: Style,
  y = canvas.y,
): void {
  const { font, text } = fontFor(given, style.strong ?? false);
  canvas
    .font(font)
    .fontSize(style.size)
    .fillColor(style.colour ?? INK);
  canvas.text(text, x, y, { width, align, features: [] });
}

function heightOf(canvas: Canvas, given: string, width: number, style: Style): number {
  const { font, text } = fontFor(given, style.strong ?? false);
  return canvas.font(font).fontSize(style.size).heightOfString(text, { width, features: [] });
}

function keepTogether(canvas: Canvas, height: number): void {
  if (canvas.y + height > BOTTOM) canvas.addPage();
}

/** Label and text side by side, read as one paragraph each. */
function facts(canvas: Canvas, root: Element, lines: PrintedDocument['facts']): void {
  const style = { size: 10 };
  for (const { label, text } of lines) {
    const y = canvas.y;
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT, width: 130 }, { ...style, colour: QUIET }, y),
        () => write(canvas, text, { x: LEFT + 135, width: WIDTH - 135 }, style, y),
      ]),
    );
    canvas.y = y + Math.max(15, heightOf(canvas, text, WIDTH - 135, style) + 3);
  }
}

function table(canvas: Canvas, root: Element, columns: PrintedColumn[], rows: string[][]): void {
  const element = canvas.struct('Table');
  root.add(element);
  const places = placesOf(columns);
  const head = canvas.struct('THead');
  element.add(head);
  row(
    canvas,
    head,
    places,
    columns.map(({ label }) => label),
    true,
  );
  head.end();
  const body = canvas.struct('TBody');
  element.add(body);
  for (const cells of rows) row(canvas, body, places, cells, false);
  body.end();
  element.end();
}

function placesOf(columns: PrintedColumn[]): Place[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const room = WIDTH - GAP * (columns.length - 1);
  let x = LEFT;
  return columns.map(({ share, numeric }) => {
    const width = (room * share) / shares;
    const place: Place = { x, width, align: numeric ? 'right' : 'left' };
    x += width + GAP;
    return place;
  });
}

/** A row stays on one page; its rule is decoration and is not read. */
function row(canvas: Canvas, parent: Element, places: Place[], cells: string[], header: boolean): void {
  const style: Style = { size: 9.5, strong: header };
  const heights = cells.map((cell, index) => heightOf(canvas, cell, places[index]?.width ?? WIDTH, style));
  const height = Math.max(...heights) + 8;
  keepTogether(canvas, height);
  const y = canvas.y;
  const element = canvas.struct('TR');
  parent.add(element);
  for (const [index, cell] of cells.entries()) {
    const place = places[index];
    if (!place) continue;
    const draw = () => write(canvas, cell, place, style, y + 4);
    element.add(
      header ? canvas.struct('TH', { scope: 'Column' } as object, draw) : canvas.struct('TD', {}, draw),
    );
  }
  element.end();
  artifact(canvas, 'Layout', () => {
    canvas
      .moveTo(LEFT, y + height)
      .lineTo(LEFT + WIDTH, y + height)
      .lineWidth(header ? 1 : 0.5)
      .stroke(RULE);
  });
  canvas.x = LEFT;
  canvas.y = y + height;
}

function sums(canvas: Canvas, root: Element, lines: PrintedDocument['sums']): void {
  keepTogether(canvas, lines.length * 17);
  for (const { label, text, strong } of lines) {
    const y = canvas.y;
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT + 245, width: 130, align: 'right' }, { size: 10.5, strong }, y),
        () => write(canvas, text, { x: LEFT + 385, width: 110, align: 'right' }, { size: 10.5, strong }, y),
      ]),
    );
    canvas.y = y + 17;
  }
}

function pageNumbers(canvas: Canvas, document: PrintedDocument): void {
  const { count } = canvas.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    canvas.switchToPage(index);
    // Below the margin, where pdfkit would otherwise begin a new page.
    canvas.page.margins.bottom = 0;
    artifact(canvas, 'Pagination', () => {
      const text = document.page(index + 1, count);
      write(canvas, text, { x: LEFT, width: WIDTH, align: 'center' }, { size: 8, colour: QUIET }, 805);
    });
  }
}

function artifact(canvas: Canvas, type: string, draw: () => void): void {
  canvas.markContent('Artifact', { type } as object);
  draw();
  canvas.endMarkedContent();
}
