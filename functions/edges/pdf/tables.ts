/** Tables with header cells: rows stay on one page, and the heads are repeated on each further page. */
import type { DocumentColumn } from '../../domain/document-parts.ts';
import { artifact, bottomOf, type Element, LEFT, RULE, widthBetween } from './frame.ts';
import { type Canvas, heightOf, type Place, type Style, widthOf, write } from './writing.ts';

const GAP = 10;
/** A column of texts is never narrower. */
const LEAST_TEXT = 60;
/** Lines of a cell that stay on one page. */
const LINES_TOGETHER = 30;
/** A little room beside a number that is never broken, in points. */
const ROUNDING = 1;

const CELL: Style = { size: 9.5 };
const HEAD: Style = { ...CELL, strong: true };

export type Table = { columns: DocumentColumn[]; rows: string[][] };

/** Writes a table; `after` is the height of what stays on the page of the last row. */
export function table(canvas: Canvas, root: Element, { columns, rows }: Table, after: number): void {
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
  const parts = rows.flatMap(partsOfTallRow);
  for (const [index, cells] of parts.entries()) {
    const follows = index === parts.length - 1 ? after : 0;
    if (canvas.y + rowHeight(canvas, places, cells, CELL) + follows > bottomOf(canvas)) {
      canvas.addPage();
      repeatHead(canvas, places, labels);
    }
    row(canvas, body, { places, cells, header: false });
  }
  body.end();
  element.end();
}

/** The columns: a number is never broken, so its column is at least as wide as its widest; texts share the rest. */
function placesOf(canvas: Canvas, columns: DocumentColumn[], rows: string[][]): Place[] {
  const room = widthBetween(canvas) - GAP * (columns.length - 1);
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
  const heights = cells.map((cell, index) => heightOf(canvas, cell, places[index]?.width ?? 0, style));
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
      .lineTo(LEFT + widthBetween(canvas), y)
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
  if (canvas.y + height > bottomOf(canvas)) canvas.addPage();
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
