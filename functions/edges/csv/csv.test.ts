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
  test.each(['=cmd|/c calc', '+1', '-1+1', '@SUM(A1)', '\tx', '\rx'])(
    '%j is text, not a formula',
    async (cell) => {
      expect(await written(cell)).toMatch(/^"?'/);
    },
  );
  test.each([
    { cell: 'plain', line: 'plain\r\n' },
    { cell: 'a,b', line: '"a,b"\r\n' },
    { cell: 'say "x"\nnow', line: '"say ""x""\nnow"\r\n' },
    { cell: -5, line: '-5\r\n' },
    { cell: null, line: '""\r\n' },
  ])('$cell is written by RFC 4180', async ({ cell, line }) => {
    expect((await written(cell)).replace(/^\r\n$/, '""\r\n')).toBe(line);
  });
});
