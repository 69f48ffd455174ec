/** Tables with header cells: rows stay on one page, and the heads are repeated on each further page. */
import type { Columns, Table } from './columns.ts';
import { artifact, bottomOf, type Element, LEFT, RULE, widthBetween } from './frame.ts';
import { type Canvas, heightOf, type Place, type Style, write } from './writing.ts';

/** Lines of a cell that stay on one page. */
const LINES_TOGETHER = 30;
/** The height of a table's heads and first row, and of what stays on the page of its last row if that is the first. */
export function beginningOf(canvas: Canvas, { columns, rows }: Table, sized: Columns, after: number): number {
  const { places, styles } = sized;
  const labels = columns.map(({ label }) => label);
  const [first, second] = rows.slice(0, 2).flatMap(partsOfTallRow);
  const height = first ? rowHeight(canvas, places, first, styles.cell) : 0;
  return rowHeight(canvas, places, labels, styles.head) + height + (second ? 0 : after);
}

type Laid = { columns: Columns; after: number };

/** Writes a table; `after` is the height of what stays on the page of the last row. */
export function table(canvas: Canvas, root: Element, { columns, rows }: Table, laid: Laid): void {
  const element = canvas.struct('Table');
  root.add(element);
  const { places, styles } = laid.columns;
  const labels = columns.map(({ label }) => label);
  const head = canvas.struct('THead');
  element.add(head);
  const headHeight = rowHeight(canvas, places, labels, styles.head);
  row(canvas, head, { places, cells: labels, header: true, style: styles.head, height: headHeight });
  head.end();
  const body = canvas.struct('TBody');
  element.add(body);
  const parts = rows.flatMap(partsOfTallRow);
  for (const [index, cells] of parts.entries()) {
    const follows = index === parts.length - 1 ? laid.after : 0;
    const height = rowHeight(canvas, places, cells, styles.cell);
    if (canvas.y + height + follows > bottomOf(canvas)) {
      canvas.addPage();
      repeatHead(canvas, { places, labels, style: styles.head });
    }
    row(canvas, body, { places, cells, header: false, style: styles.cell, height });
  }
  body.end();
  element.end();
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
function repeatHead(
  canvas: Canvas,
  { places, labels, style }: { places: Place[]; labels: string[]; style: Style },
): void {
  const y = canvas.y;
  artifact(canvas, 'Pagination', () => {
    for (const [index, label] of labels.entries()) {
      const place = places[index];
      if (place) write(canvas, label, { ...place, y: y + 4 }, style);
    }
  });
  canvas.y = y;
  ruleBelow(canvas, y + rowHeight(canvas, places, labels, style), true);
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

type Row = { places: Place[]; cells: string[]; header: boolean; style: Style; height: number };

/** A row stays on one page; its rule is decoration and is not read. */
function row(canvas: Canvas, parent: Element, { places, cells, header, style, height }: Row): void {
  if (canvas.y + height > bottomOf(canvas)) canvas.addPage();
  const y = canvas.y;
  const element = canvas.struct('TR');
  parent.add(element);
  for (const [index, cell] of cells.entries()) {
    const place = places[index];
    if (!place) continue;
    const figures = !header && place.align === 'right';
    const draw = () => write(canvas, cell, { ...place, y: y + 4 }, { ...style, figures });
    element.add(
      header ? canvas.struct('TH', { scope: 'Column' } as object, draw) : canvas.struct('TD', {}, draw),
    );
  }
  element.end();
  ruleBelow(canvas, y + height, header);
}
