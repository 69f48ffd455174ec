/** Where things stand on the page, each with its tag: heading, facts, tables, sums, page numbers. */
import type { DocumentModel } from '../../domain/document-parts.ts';
import { fillIn } from '../../domain/fill-in.ts';
import { columnsOf } from './columns.ts';
import { artifact, block, bottomOf, type Element, keepTogether, LEFT, QUIET, widthBetween } from './frame.ts';
import { letterhead } from './letterhead.ts';
import { QR_WIDTH, squareCode } from './square-code.ts';
import { beginningOf, table } from './tables.ts';
import { type Canvas, heightOf, type Style, write } from './writing.ts';

const QR_GAP = 20;
/** Above the sums, and the height of each. */
const BEFORE_SUMS = 14;
const SUM = 17;
/** The heading of a table, with the room below it. */
const TABLE_HEADING = 22;
/** Above the foot, where there is room for it, and at least. */
const BEFORE_FOOT = 24;
const LEAST_BEFORE_FOOT = 8;
/** The number of a page stands so far above the page's edge. */
const PAGE_NUMBER = 37;

const HEADING: Style = { size: 13, strong: true };
const SMALL: Style = { size: 9, colour: QUIET };

/** Writes the whole document. */
export function layOut(canvas: Canvas, document: DocumentModel): void {
  const root = canvas.struct('Document');
  canvas.addStructure(root);
  letterhead(canvas, root, document.clinic);
  canvas.y += 12;
  const title: Style = { size: 22, strong: true, colour: document.clinic.brand_color };
  block(canvas, root, { tag: 'H1', text: document.title, style: title });
  canvas.y += 14;
  const top = canvas.y;
  facts(canvas, root, document.facts, document.qr === null ? 0 : QR_WIDTH + QR_GAP);
  if (document.qr) canvas.y = Math.max(canvas.y, squareCode(canvas, root, document.qr, top));
  tables(canvas, root, document);
  canvas.y += BEFORE_SUMS;
  sums(canvas, root, document.sums);
  if (document.bank) bank(canvas, root, document.bank);
  foot(canvas, root, document);
  root.end();
  pageNumbers(canvas, document);
}

/** The sums are never alone on a page: the last row of the last table goes with them. */
function tables(canvas: Canvas, root: Element, document: DocumentModel): void {
  const sumsHeight = BEFORE_SUMS + document.sums.length * SUM;
  for (const [index, { heading, columns, rows }] of document.tables.entries()) {
    canvas.y += 16;
    const after = index === document.tables.length - 1 ? sumsHeight : 0;
    const sized = columnsOf(canvas, { columns, rows });
    keepTogether(canvas, TABLE_HEADING + beginningOf(canvas, { columns, rows }, sized, after));
    block(canvas, root, { tag: 'H2', text: heading, style: HEADING });
    canvas.y += 4;
    table(canvas, root, { columns, rows }, { columns: sized, after });
  }
}

/** Label and text side by side, read as one paragraph each; `taken` is room at the right margin. */
function facts(canvas: Canvas, root: Element, lines: DocumentModel['facts'], taken: number): void {
  const style = { size: 10 };
  const width = widthBetween(canvas) - 135 - taken;
  for (const { label, text } of lines) {
    const y = canvas.y;
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT, width: 130, y }, { ...style, colour: QUIET }),
        () => write(canvas, text, { x: LEFT + 135, width, y }, style),
      ]),
    );
    canvas.y = y + Math.max(15, heightOf(canvas, text, width, style) + 3);
  }
}

/** Labels end where amounts begin, at the right margin. */
function sums(canvas: Canvas, root: Element, lines: DocumentModel['sums']): void {
  keepTogether(canvas, lines.length * SUM);
  const amounts = LEFT + widthBetween(canvas) - 150;
  for (const { label, text, strong } of lines) {
    const y = canvas.y;
    const style = { size: 10.5, strong };
    root.add(
      canvas.struct('P', {}, [
        () => write(canvas, label, { x: LEFT, width: amounts - 10 - LEFT, align: 'right', y }, style),
        () => write(canvas, text, { x: amounts, width: 150, align: 'right', y }, { ...style, figures: true }),
      ]),
    );
    canvas.y = y + SUM;
  }
}

function bank(canvas: Canvas, root: Element, { heading, text }: NonNullable<DocumentModel['bank']>): void {
  canvas.y += 16;
  keepTogether(canvas, 24 + heightOf(canvas, text, widthBetween(canvas), SMALL));
  block(canvas, root, { tag: 'H2', text: heading, style: HEADING });
  canvas.y += 4;
  block(canvas, root, { tag: 'P', text, style: { size: 10 } });
}

/** The clinic's closing words, on one page. They come closer to the text before they begin a page of their own. */
function foot(canvas: Canvas, root: Element, { clinic, foot: text }: DocumentModel): void {
  const texts = [clinic.footer, text].filter((each) => each !== '');
  const height = texts.reduce((sum, each) => sum + heightOf(canvas, each, widthBetween(canvas), SMALL), 0);
  const room = bottomOf(canvas) - canvas.y - height;
  canvas.y += Math.max(LEAST_BEFORE_FOOT, Math.min(BEFORE_FOOT, room));
  keepTogether(canvas, height);
  for (const each of texts) block(canvas, root, { tag: 'P', text: each, style: SMALL });
}

function pageNumbers(canvas: Canvas, document: DocumentModel): void {
  const { count } = canvas.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    canvas.switchToPage(index);
    // Below the margin, where pdfkit would otherwise begin a new page.
    canvas.page.margins.bottom = 0;
    artifact(canvas, 'Pagination', () => {
      const text = fillIn(document.page, { page: String(index + 1), pages: String(count) });
      const y = Math.floor(canvas.page.height) - PAGE_NUMBER + 1;
      write(
        canvas,
        text,
        { x: LEFT, width: widthBetween(canvas), align: 'center', y },
        { size: 8, colour: QUIET },
      );
    });
  }
}
