/** Statements hold no sentences: what people read has one place per language, in `functions/domain` and the portal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const EDGE = join(import.meta.dirname, '..', '..', 'functions', 'edges', 'postgres');

/** A literal with two words, or one that begins as a sentence or a name does. */
const SENTENCE = /[A-Za-z’]{2,}[,:]? [a-z]{2,}|^'[A-Z][a-z]+[^']*[ .!?]'?/;

/** The literals of all statements in a source that read like a text for people. */
function textsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node))
      found.push(...sentencesOf(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('edge.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

function sentencesOf(template: ts.Node): string[] {
  const sql = template
    .getText()
    .slice(1, -1)
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\$\{[^}]*\}/g, '');
  if (!/\b(select|insert|update|from|case|jsonb?_build_object)\b/.test(sql)) return [];
  return (sql.match(/(interval )?'(?:[^']|'')*'/g) ?? []).filter(
    (literal) => SENTENCE.test(literal) && !literal.startsWith('interval '),
  );
}

test.each([
  ['a sentence', "`select coalesce(last_error, 'It was refused.') from t`"],
  ['the middle of a sentence', "`select name || ' was invited as an admin by ' || other from t`"],
  ['a request', "`select 'See the reconciliation page' from t`"],
])('the search finds %s', (_, source) => {
  expect(textsIn(source)).toHaveLength(1);
});

test('the search leaves codes, formats and intervals', () => {
  expect(
    textsIn(
      "`select 'refund_failed', to_char(at, 'YYYY-MM-DD HH24:MI') from t where at > now() - interval '15 minutes'`",
    ),
  ).toEqual([]);
});

test('no statement words a text for people', () => {
  const files = readdirSync(EDGE).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const found = files.flatMap((file) =>
    textsIn(readFileSync(join(EDGE, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});
