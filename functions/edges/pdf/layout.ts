/** Where things stand on the page, each with its tag: heading, facts, tables with header cells, sums, page numbers. */
import { fillIn } from '../../domain/fill-in.ts';
import type { DocumentColumn, DocumentModel } from '../../domain/document-model.ts';
import { type Canvas, heightOf, type Place, type Style, widthOf, write } from './writing.ts';

type Element = PDFKit.PDFStructureElement;

const LEFT = 50;
const WIDTH = 495;
const BOTTOM = 770;
const GAP = 10;
/** A column of texts is never narrower. */
const LEAST_TEXT = 60;
/** Lines of a cell that stay on one page. */
const LINES_TOGETHER = 30;
const QUIET = '#595959';
const RULE = '#C8D0D8';

/** Writes the whole document. */
export function layOut(canvas: Canvas, document: DocumentModel): void {
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

function keepTogether(canvas: Canvas, height: number): void {
  if (canvas.y + height > BOTTOM) canvas.addPage();
}

/** Label and text side by side, read as one paragraph each. */
function facts(canvas: Canvas, root: Element, lines: DocumentModel['facts']): void {
  const style = { size: 10 };
  for (const { label, text } of lines) {
    const y = canvas.y;
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT, width: 130, y }, { ...style, colour: QUIET }),
        () => write(canvas, text, { x: LEFT + 135, width: WIDTH - 135, y }, style),
      ]),
    );
    canvas.y = y + Math.max(15, heightOf(canvas, text, WIDTH - 135, style) + 3);
  }
}

function table(canvas: Canvas, root: Element, columns: DocumentColumn[], rows: string[][]): void {
  const element = canvas.struct('Table');
  root.add(element);
  const places = placesOf(canvas, columns, rows);
  const labels = columns.map(({ label }) => label);
  const head = canvas.struct('THead');
  element.add(head);
  row(canvas, head, { places, cells: labels, header: true });
  head.end();
  const body = canvas.struct('TBody');
  element.add(body);
  for (const cells of rows.flatMap(partsOfTallRow)) {
    if (canvas.y + rowHeight(canvas, places, cells, CELL) > BOTTOM) {
      canvas.addPage();
      repeatHead(canvas, places, labels);
    }
    row(canvas, body, { places, cells, header: false });
  }
  body.end();
  element.end();
}

/** A little room beside a number that is never broken, in points. */
const ROUNDING = 1;

const CELL: Style = { size: 9.5 };
const HEAD: Style = { ...CELL, strong: true };

/** The columns: a number is never broken, so its column is at least as wide as its widest; texts share the rest. */
function placesOf(canvas: Canvas, columns: DocumentColumn[], rows: string[][]): Place[] {
  const room = WIDTH - GAP * (columns.length - 1);
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const least = columns.map(({ numeric }, index) =>
    numeric ? Math.max(0, ...rows.map((cells) => widthOf(canvas, cells[index] ?? '', CELL) + ROUNDING)) : 0,
  );
  const widths = columns.map(({ share }, index) => Math.max((room * share) / shares, least[index] ?? 0));
  const texts = columns.reduce((sum, { numeric }, index) => (numeric ? sum : sum + (widths[index] ?? 0)), 0);
  const over = widths.reduce((sum, width) => sum + width, 0) - room;
  let x = LEFT;
  return columns.map(({ numeric }, index) => {
    const given = widths[index] ?? 0;
    const width = numeric ? given : Math.max(LEAST_TEXT, given - (over * given) / texts);
    const place: Place = { x, width, align: numeric ? 'right' : 'left' };
    x += width + GAP;
    return place;
  });
}

/** A cell with so many lines is not kept on one page; its rest follows as rows of its own. */
function partsOfTallRow(cells: string[]): string[][] {
  const parts = Math.max(...cells.map((cell) => Math.ceil(cell.split('\n').length / LINES_TOGETHER)));
  return Array.from({ length: parts }, (_, part) =>
    cells.map((cell) =>
      cell
        .split('\n')
        .slice(part * LINES_TOGETHER, (part + 1) * LINES_TOGETHER)
        .join('\n'),
    ),
  );
}

function rowHeight(canvas: Canvas, places: Place[], cells: string[], style: Style): number {
  const heights = cells.map((cell, index) => heightOf(canvas, cell, places[index]?.width ?? WIDTH, style));
  return Math.max(...heights) + 8;
}

/** The heads once more on a further page, for the eye only: a screen reader has read them once. */
function repeatHead(canvas: Canvas, places: Place[], labels: string[]): void {
  const y = canvas.y;
  artifact(canvas, 'Pagination', () => {
    for (const [index, label] of labels.entries()) {
      const place = places[index];
      if (place) write(canvas, label, { ...place, y: y + 4 }, HEAD);
    }
  });
  canvas.y = y;
  ruleBelow(canvas, y + rowHeight(canvas, places, labels, HEAD), true);
}

function ruleBelow(canvas: Canvas, y: number, header: boolean): void {
  artifact(canvas, 'Layout', () => {
    canvas
      .moveTo(LEFT, y)
      .lineTo(LEFT + WIDTH, y)
      .lineWidth(header ? 1 : 0.5)
      .stroke(RULE);
  });
  canvas.x = LEFT;
  canvas.y = y;
}

/** A row stays on one page; its rule is decoration and is not read. */
function row(
  canvas: Canvas,
  parent: Element,
  { places, cells, header }: { places: Place[]; cells: string[]; header: boolean },
): void {
  const style = header ? HEAD : CELL;
  const height = rowHeight(canvas, places, cells, style);
  keepTogether(canvas, height);
  const y = canvas.y;
  const element = canvas.struct('TR');
  parent.add(element);
  for (const [index, cell] of cells.entries()) {
    const place = places[index];
    if (!place) continue;
    const draw = () => write(canvas, cell, { ...place, y: y + 4 }, style);
    element.add(
      header ? canvas.struct('TH', { scope: 'Column' } as object, draw) : canvas.struct('TD', {}, draw),
    );
  }
  element.end();
  ruleBelow(canvas, y + height, header);
}

function sums(canvas: Canvas, root: Element, lines: DocumentModel['sums']): void {
  keepTogether(canvas, lines.length * 17);
  for (const { label, text, strong } of lines) {
    const y = canvas.y;
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT + 145, width: 190, align: 'right', y }, { size: 10.5, strong }),
        () => write(canvas, text, { x: LEFT + 345, width: 150, align: 'right', y }, { size: 10.5, strong }),
      ]),
    );
    canvas.y = y + 17;
  }
}

function pageNumbers(canvas: Canvas, document: DocumentModel): void {
  const { count } = canvas.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    canvas.switchToPage(index);
    // Below the margin, where pdfkit would otherwise begin a new page.
    canvas.page.margins.bottom = 0;
    artifact(canvas, 'Pagination', () => {
      const text = fillIn(document.page, { page: String(index + 1), pages: String(count) });
      write(canvas, text, { x: LEFT, width: WIDTH, align: 'center', y: 805 }, { size: 8, colour: QUIET });
    });
  }
}

function artifact(canvas: Canvas, type: string, draw: () => void): void {
  canvas.markContent('Artifact', { type } as object);
  draw();
  canvas.endMarkedContent();
}
