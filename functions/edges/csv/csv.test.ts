import { describe, expect, test } from 'vitest';
import { createCsv } from './csv.ts';

async function written(...cells: (string | number | null)[]): Promise<string> {
  async function* rows() {
    yield cells;
  }
  const lines: string[] = [];
  for await (const line of createCsv().lines(['a'], rows())) lines.push(line);
  return lines[1] ?? '';
}

describe('a cell', () => {
  test.each([
    '=cmd|/c calc',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    // Behind what a spreadsheet drops, and in full width.
    ' =1+1',
    '\n=1+1',
    '\u00a0@SUM(A1)',
    '\u200b=1+1',
    '\u2068=1+1\u2069',
    '\ufeff+1',
    '＝1+1',
    '－1',
    // A name that is read from right to left and begins like one.
    '=محمد',
    '-שרה לוי',
  ])('%j is text, not a formula', async (cell) => {
    expect(await written(cell)).toMatch(/^"?'/);
  });
  test.each([
    { cell: 'plain', line: 'plain\r\n' },
    { cell: 'a,b', line: '"a,b"\r\n' },
    { cell: 'say "x"\nnow', line: '"say ""x""\nnow"\r\n' },
    { cell: -5, line: '-5\r\n' },
    // As they were entered: neither marks of direction nor an apostrophe.
    { cell: 'محمد علي', line: 'محمد علي\r\n' },
    { cell: 'שרה לוי (2)', line: 'שרה לוי (2)\r\n' },
    { cell: "O'Brien-Smith", line: "O'Brien-Smith\r\n" },
    { cell: 'a = b', line: 'a = b\r\n' },
    { cell: null, line: '""\r\n' },
  ])('$cell is written by RFC 4180', async ({ cell, line }) => {
    expect((await written(cell)).replace(/^\r\n$/, '""\r\n')).toBe(line);
  });
});

describe('a file that is read', () => {
  const read = (text: string) => createCsv().rows(text);
  test('has the separator of its first line, quoted cells and empty rows', () => {
    expect(read('\ufeffa,b\r\n1,"x, ""y""\nz"\r\n\r\n2')).toEqual({
      rows: [['a', 'b'], ['1', 'x, "y"\nz'], [''], ['2']],
    });
    expect(read('a;b\n1,5;2')).toEqual({
      rows: [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    });
    expect(read('a\tb\n1\t2')).toEqual({
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
    });
  });
  test('gives back what was made safe from being a formula, and no other apostrophe', async () => {
    const lines: string[] = [];
    const rows = (async function* () {
      yield ['=1+1', "'quoted'"];
    })();
    for await (const line of createCsv().lines(['a', 'b'], rows)) lines.push(line);
    expect(read(lines.join(''))).toEqual({
      rows: [
        ['a', 'b'],
        ['=1+1', "'quoted'"],
      ],
    });
  });
  test.each(['a,b\n1,"x', 'a,b\n1,"x"y', `a,b\n${'x'.repeat(30_000)}`])(
    'says where it breaks off',
    (text) => {
      expect(read(text)).toEqual({ unreadableLine: 2 });
    },
  );
});
