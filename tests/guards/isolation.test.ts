/**
 * What a person typed stands in `<bdi>` or in `isolate()` wherever the portal shows it, so that a right-to-left name
 * cannot reorder the numbers and words around it.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { mixedTexts } from './isolation.ts';

/** Fields of these names hold our own words here: the list of operations, headings, sentences of the catalogue. */
const OURS = [
  /^web\/src\/features\/api-reference\//,
  /^web\/src\/features\/patient-invoice\/messages\.e[ns]\.ts$/,
  /^web\/src\/features\/work\/AlertList\.tsx$/,
  /^web\/src\/features\/dashboard\/Kpis\.tsx$/,
  /^web\/src\/shared\/QuickFilters\.tsx$/,
  /^web\/src\/api\/problem\.ts$/,
];

const files: string[] = [];
for await (const file of glob('web/src/**/*.{ts,tsx}')) {
  if (!/\.test\.tsx?$/.test(file) && !OURS.some((ours) => ours.test(file))) files.push(file);
}

const parse = (file: string, source: string) =>
  ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);

test('foreign text is isolated on every screen', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.flatMap((file) => mixedTexts(parse(file, readFileSync(file, 'utf8'))))).toEqual([]);
});

test.each([
  ['beside an amount', '<p>{invoice.patient_name}: {amount}</p>'],
  ['with a fallback', '<p>{refund.requested_by_name ?? "Unknown"}</p>'],
  ['when there is one', '<p>{refund.note && <i>“{refund.note}”</i>}</p>'],
  ['in a sentence', `<Dialog title={\`Refund to \${payment.patient_name}\`} />`],
  ['in a label', '<Button aria-label={patient.name} />'],
  ['joined', '<p>{"Refund to " + payment.patient_name}</p>'],
])('the search finds a text %s', (_, source) => {
  expect(mixedTexts(parse('test.tsx', `const page = ${source};`))).toHaveLength(1);
});

test.each([
  ['alone', '<p><bdi>{invoice.patient_name}</bdi>: {amount}</p>'],
  ['in a sentence', `<Dialog title={\`Refund to \${isolate(payment.patient_name)}\`} />`],
  ['in a field', '<Input value={patient.name} />'],
])('the search leaves a text %s', (_, source) => {
  expect(mixedTexts(parse('test.tsx', `const page = ${source};`))).toEqual([]);
});
