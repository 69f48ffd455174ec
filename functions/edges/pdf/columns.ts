/** The columns of a table: how wide each is, and how large its texts are. */
import type { DocumentColumn } from '../../domain/document-parts.ts';
import { LEFT, widthBetween } from './frame.ts';
import { unbreakable } from './lines.ts';
import { type Canvas, type Place, type Style, widthOf } from './writing.ts';

const GAP = 10;
/** A column of texts is never narrower. */
const LEAST_TEXT = 60;
/** A column of texts is made no wider for a long word; the word is broken. */
const MOST_TEXT = 165;
/** Characters of a long word that are measured first. */
const BEGINNING = 40;
/** A little room beside a number that is never broken, in points. */
const ROUNDING = 1;
/** More of it where there is room. */
const BESIDE_NUMBER = 8;

const CELL: Style = { size: 9.5 };
const HEAD: Style = { ...CELL, strong: true };
const SMALLER_SIZES = [9, 8.5, 8, 7.5, 7, 6.5, 6] as const;

export type Table = { columns: DocumentColumn[]; rows: string[][] };
type Styles = { cell: Style; head: Style };
export type Columns = { places: Place[]; styles: Styles };

/** The columns between the margins, in the largest size in which all numbers stand there unbroken. */
export function columnsOf(canvas: Canvas, table: Table): Columns {
  const styles = stylesOf(canvas, table);
  return { places: placesOf(canvas, table, styles), styles };
}

/** The size of a table's texts: smaller where its numbers do not fit beside its texts, because no number is ever broken. */
function stylesOf(canvas: Canvas, table: Table): Styles {
  const sizes = [CELL.size, ...SMALLER_SIZES];
  const size = sizes.find((each) => fits(canvas, table, each)) ?? SMALLER_SIZES.at(-1) ?? CELL.size;
  return { cell: { ...CELL, size }, head: { ...HEAD, size } };
}

function fits(canvas: Canvas, { columns, rows }: Table, size: number): boolean {
  const styles = { cell: { ...CELL, size }, head: { ...HEAD, size } };
  const least = columns.map((column, index) =>
    column.numeric ? leastOf(canvas, column, { cells: cellsOf(rows, index), styles }) : LEAST_TEXT,
  );
  return sum(least) <= roomOf(canvas, columns);
}

/** The columns: each number has what it needs, texts share the rest, and a word is broken only where no room is left. */
function placesOf(canvas: Canvas, { columns, rows }: Table, styles: Styles): Place[] {
  const least = columns.map((column, index) =>
    leastOf(canvas, column, { cells: cellsOf(rows, index), styles }),
  );
  const heads = columns.map(({ label }) => widthOf(canvas, label, styles.head) + ROUNDING);
  const texts = columns.map(({ numeric }) => !numeric);
  const wanted = least.map((width, index) => Math.max(width, heads[index] ?? 0) + BESIDE_NUMBER);
  const tight = sum(least.map((width, index) => (texts[index] ? width : (wanted[index] ?? 0))));
  const numbers = tight > roomOf(canvas, columns) ? least : wanted;
  const rest = roomOf(canvas, columns) - sum(numbers.filter((_, index) => !texts[index]));
  const shared = shareOut(
    rest,
    columns.flatMap(({ share }, index) => (texts[index] ? [{ share, least: least[index] ?? 0 }] : [])),
  );
  let x = LEFT;
  return columns.map(({ numeric }, index) => {
    const width = (numeric ? numbers[index] : shared.shift()) ?? 0;
    const place: Place = { x, width, align: numeric ? 'right' : 'left' };
    x += width + GAP;
    return place;
  });
}

/** How narrow a column can be: a number and a day are never broken, other texts only between words. */
function leastOf(
  canvas: Canvas,
  { label, numeric, whole = false }: DocumentColumn,
  { cells, styles }: { cells: string[]; styles: Styles },
): number {
  const head = label.split(' ').map((word) => widthOf(canvas, word, styles.head));
  const figures = { ...styles.cell, figures: numeric };
  const parts = numeric || whole ? cells : cells.flatMap(wordsOf);
  if (numeric) return Math.max(...head, ...parts.map((part) => widthOf(canvas, part, figures))) + ROUNDING;
  const widest = Math.max(...head, ...parts.map((part) => wordWidthOf(canvas, part, figures))) + ROUNDING;
  return Math.min(Math.max(LEAST_TEXT, widest), MOST_TEXT);
}

/** How wide a word is, or its beginning where that alone is more than a column is made for: a long one takes long to measure. */
function wordWidthOf(canvas: Canvas, word: string, style: Style): number {
  const beginning = word.length > BEGINNING ? widthOf(canvas, word.slice(0, BEGINNING), style) : 0;
  return beginning >= MOST_TEXT ? beginning : widthOf(canvas, word, style);
}

/** Between which a text may be broken, in scripts without spaces too. */
const wordsOf = (cell: string): string[] =>
  cell.split('\n').flatMap((paragraph) => unbreakable(paragraph).map((part) => part.trimEnd()));

/** Divides the room by shares, with no part below its least; all are cut alike where not even that fits. */
function shareOut(room: number, parts: readonly { share: number; least: number }[]): number[] {
  const leasts = sum(parts.map(({ least }) => least));
  if (leasts >= room) return parts.map(({ least }) => (room * least) / leasts);
  const narrow = new Set<number>();
  for (;;) {
    const fixed = sum(parts.map(({ least }, index) => (narrow.has(index) ? least : 0)));
    const shares = sum(parts.map(({ share }, index) => (narrow.has(index) ? 0 : share)));
    const widths = parts.map(({ share, least }, index) =>
      narrow.has(index) ? least : ((room - fixed) * share) / shares,
    );
    const below = widths.findIndex(
      (width, index) => width < (parts[index]?.least ?? 0) && !narrow.has(index),
    );
    if (below < 0) return widths;
    narrow.add(below);
  }
}

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);

const cellsOf = (rows: string[][], index: number): string[] => rows.map((cells) => cells[index] ?? '');

const roomOf = (canvas: Canvas, columns: DocumentColumn[]): number =>
  widthBetween(canvas) - GAP * (columns.length - 1);
