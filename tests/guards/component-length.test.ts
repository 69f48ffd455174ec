/** Components stay short enough to be read at once. Biome's limit does not count the lines of the markup; this does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../web/src');
const MOST_LINES = 80;

/** The functions of a file that are longer than the limit, with their names and lengths. */
function longFunctions(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
      if (lines > MOST_LINES) found.push(`${path}, line ${lineOf(node.getStart()) + 1}: ${lines} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no component has more than 80 lines, its markup counted', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((name) => longFunctions(name, readFileSync(join(SOURCE, name), 'utf8')))).toEqual([]);
});

test('the limit is noticed', () => {
  const markup = `export function Long() {\n  return (\n${'    <p>One.</p>\n'.repeat(MOST_LINES)}  );\n}\n`;
  expect(longFunctions('Long.tsx', markup)).toEqual(['Long.tsx, line 1: 84 lines']);
});
