/** Reads the text of a PDF that we made, as a viewer that copies text does: through each font's Unicode map. */
import { inflateSync } from 'node:zlib';

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
  for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name) font = fonts.get(name);
    if (shown === undefined) continue;
    const glyphs = [...shown.matchAll(/<([0-9a-f]*)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    lines.push(glyphs.map((glyph) => font?.get(Number.parseInt(glyph, 16)) ?? '').join(''));
  }
  return lines.filter((line) => line !== '');
}
