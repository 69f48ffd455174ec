/** Reads the text of a PDF that we made, as a viewer that copies text does: through each font's Unicode map. */
import { inflateSync } from 'node:zlib';
import { isRightToLeft } from '../../../functions/domain/bidirectional-text.ts';

/** Every line of text in the order of the file. */
export function pdfLines(bytes: Uint8Array): string[] {
  const objects = objectsOf(Buffer.from(bytes));
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id))?.head ?? '')?.[1];
      if (map) fonts.set(name, unicodeMap(objects.get(Number(map))?.stream ?? ''));
    }
  }
  return [...objects.values()].flatMap(({ stream }) => shownIn(stream, fonts));
}

function objectsOf(file: Buffer): Map<number, { head: string; stream: string }> {
  const found = new Map<number, { head: string; stream: string }>();
  const text = file.toString('latin1');
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('endobj', start);
    const at = text.indexOf('stream\n', start);
    const hasStream = at >= 0 && at < end;
    const head = text.slice(start, hasStream ? at : end);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const raw = hasStream ? file.subarray(at + 7, at + 7 + length) : Buffer.alloc(0);
    const stream = head.includes('/FlateDecode') ? inflateSync(raw) : raw;
    found.set(Number(match[1]), { head, stream: stream.toString('latin1') });
  }
  return found;
}

function unicodeMap(cmap: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const [, from = '', , list = ''] of cmap.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi)) {
    for (const [index, hex] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const units = (hex[1] ?? '').replaceAll(' ', '').match(/.{4}/g) ?? [];
      map.set(
        Number.parseInt(from, 16) + index,
        String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))),
      );
    }
  }
  return map;
}

function shownIn(content: string, fonts: Map<string, Map<number, string>>): string[] {
  const lines: string[] = [];
  let font: Map<number, string> | undefined;
  let shown = '';
  // A marked span says what its glyphs are read as, so they are passed over.
  const parts =
    /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|\/Span <<\s*\/ActualText \(((?:\\[\s\S]|[^\\)])*)\)\s*>> BDC[\s\S]*?EMC|(\bET\b)/g;
  for (const [, name, glyphs = '', actual, end] of content.matchAll(parts)) {
    if (name) font = fonts.get(name);
    if (actual !== undefined) lines.push(utf16Of(actual));
    if (end) lines.push(glyphText(shown, font));
    shown = end ? '' : shown + glyphs;
  }
  return lines.filter((line) => line !== '');
}

/** Characters that are read from right to left stand in the file as they are seen, so they are turned around. */
function glyphText(glyphs: string, font: Map<number, string> | undefined): string {
  const codes = [...glyphs.matchAll(/<([0-9a-f]*)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
  const texts = codes.map((code) => font?.get(Number.parseInt(code, 16)) ?? '');
  return (texts.some(isRightToLeft) ? texts.reverse() : texts).join('');
}

/** A string of the file: UTF-16 with its mark, escaped. */
function utf16Of(escaped: string): string {
  const plain = escaped.replace(/\\([nrtbf()\\])/g, (_, sign: string) => ESCAPED[sign] ?? sign);
  const bytes = Buffer.from(plain, 'latin1');
  return bytes.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
    ? bytes.subarray(2).swap16().toString('utf16le')
    : plain;
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
