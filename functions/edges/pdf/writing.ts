/** Writes texts in the fonts that draw them: plain ones by pdfkit, others line by line from parts in several fonts. */
import { isRightToLeft } from '../../domain/bidirectional-text.ts';
import { asDrawn, paragraphsOf, runsOf } from './direction.ts';
import { drawable, type FontRun, type Fonts } from './fonts.ts';
import { breakLongWords, linesOf, type Ruler } from './lines.ts';

/** The page that is written on, with the document's fonts. */
export type Canvas = PDFKit.PDFDocument & { fonts: Fonts };
export type Style = {
  size: number;
  strong?: boolean;
  colour?: string;
  /** Digits of one width, so that amounts stand below each other and no point disappears between two digits. */
  figures?: boolean;
};
/** From the top of the page; where the last text ended when `y` is left out. */
export type Place = { x: number; width: number; align?: 'left' | 'right' | 'center'; y?: number };

const INK = '#333333';

/**
 * The height of a line at most, in sizes of its characters. Arabic and Burmese fonts have room for marks above marks, which
 * would tear the lines of an address apart.
 */
const TALLEST_LINE = 1.65;

/** One text in one place. */
export function write(canvas: Canvas, given: string, place: Place, style: Style): void {
  const text = drawable(given);
  const { x, width, align = 'left', y = canvas.y } = place;
  canvas.fillColor(style.colour ?? INK);
  if (isPlain(canvas, text)) {
    choosePlain(canvas, style).text(breakLongWords(canvas, text, width), x, y, {
      width,
      align,
      features: featuresOf(style),
    });
  } else writeLines(canvas, text, { x, width, align, y }, style);
}

/** How high a text is in lines of `width` points. */
export function heightOf(canvas: Canvas, given: string, width: number, style: Style): number {
  const text = drawable(given);
  if (isPlain(canvas, text)) {
    const plain = choosePlain(canvas, style);
    return plain.heightOfString(breakLongWords(canvas, text, width), {
      width,
      features: featuresOf(style),
    });
  }
  return linesOf(rulerOf(canvas, style), text, width).length * lineHeightOf(canvas, text, style);
}

/** How wide a text is on one line. */
export function widthOf(canvas: Canvas, given: string, style: Style): number {
  const text = drawable(given);
  if (isPlain(canvas, text))
    return choosePlain(canvas, style).widthOfString(text, { features: featuresOf(style) });
  return rulerOf(canvas, style).widthOfString(text);
}

const isPlain = (canvas: Canvas, text: string): boolean => !isRightToLeft(text) && canvas.fonts.isPlain(text);

const featuresOf = ({ figures }: Style): PDFKit.Mixins.OpenTypeFeatures[] => (figures ? ['tnum'] : []);

const weightOf = ({ strong }: Style) => (strong ? 'strong' : 'regular');

const choosePlain = (canvas: Canvas, style: Style): PDFKit.PDFDocument =>
  canvas.fonts.choose(canvas, weightOf(style)).fontSize(style.size);

const chooseFor = (canvas: Canvas, { font }: FontRun, { size }: Style): PDFKit.PDFDocument =>
  canvas.fonts.choose(canvas, font).fontSize(size);

/** Measures a text whose parts are drawn in several fonts; what was measured for the document is kept. */
function rulerOf(canvas: Canvas, style: Style): Ruler {
  return {
    widthOfString(text) {
      const key = `${weightOf(style)} ${style.size} ${text}`;
      const known = canvas.fonts.widths.get(key);
      if (known !== undefined) return known;
      const width = canvas.fonts
        .runsOf(text, weightOf(style))
        .reduce(
          (sum, run) => sum + chooseFor(canvas, run, style).widthOfString(run.text, { features: [] }),
          0,
        );
      canvas.fonts.widths.set(key, width);
      return width;
    },
  };
}

/** The height of a line: that of the tallest font. */
function lineHeightOf(canvas: Canvas, text: string, style: Style): number {
  const runs = canvas.fonts.runsOf(text.replaceAll('\n', ' '), weightOf(style));
  const tallest = Math.max(...runs.map((run) => chooseFor(canvas, run, style).currentLineHeight(true)));
  return Math.min(tallest, TALLEST_LINE * style.size);
}

/** How far below the top of a line its characters stand: as far as those of the texts beside it. */
function baselineOf(canvas: Canvas, style: Style): number {
  const { _font: font } = choosePlain(canvas, style) as unknown as { _font: { ascender: number } };
  return (font.ascender / 1000) * style.size;
}

function writeLines(canvas: Canvas, text: string, place: Line, style: Style): void {
  const height = lineHeightOf(canvas, text, style);
  const baseline = baselineOf(canvas, style);
  const ruler = rulerOf(canvas, style);
  const lines = paragraphsOf(text).flatMap(({ paragraph, direction }) =>
    linesOf(ruler, paragraph, place.width).map((line) => ({ line, direction })),
  );
  for (const [index, { line, direction }] of lines.entries()) {
    writeLine(canvas, partsOf(canvas, line, direction, style), {
      ...place,
      y: place.y + index * height + baseline,
      style,
    });
  }
  canvas.x = place.x;
  canvas.y = place.y + lines.length * height;
}

type Line = { x: number; width: number; align: 'left' | 'right' | 'center'; y: number };
type Part = FontRun & { rightToLeft: boolean; width: number; place: number };

/** The parts of a line in the order in which they are read, each with its place from the left. */
function partsOf(canvas: Canvas, line: string, direction: 'ltr' | 'rtl', style: Style): Part[] {
  return runsOf(line, direction).flatMap(({ text, rightToLeft, place }) => {
    const runs = canvas.fonts.runsOf(text, weightOf(style));
    return runs.map((run, index) => ({
      ...run,
      rightToLeft,
      width: chooseFor(canvas, run, style).widthOfString(run.text, { features: [] }),
      // Thousandths keep the parts of a run in order within the place of the run.
      place: place + (rightToLeft ? runs.length - 1 - index : index) / 1000,
    }));
  });
}

function writeLine(
  canvas: Canvas,
  parts: readonly Part[],
  { x, width, align, y, style }: Line & { style: Style },
): void {
  const used = parts.reduce((sum, part) => sum + part.width, 0);
  const start = x + (align === 'left' ? 0 : align === 'right' ? width - used : (width - used) / 2);
  for (const part of parts) {
    const before = parts.filter(({ place }) => place < part.place).reduce((sum, each) => sum + each.width, 0);
    const page = chooseFor(canvas, part, style);
    const text = asDrawn(part.text, part.rightToLeft);
    // Some scripts draw a vowel before the character that it is read after: whoever copies the text gets it as it is read.
    const reordered = !canvas.fonts.keepsOrder({ ...part, text });
    if (reordered) page.markContent('Span', { actual: text });
    page.text(text, start + before, y, { lineBreak: false, features: [], baseline: 'alphabetic' });
    if (reordered) page.endMarkedContent();
  }
}
