/**
 * What a person typed stands in `<bdi>` or in `isolate()` wherever the portal shows it, so that a right-to-left name
 * cannot reorder the numbers and words around it.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { mixedTexts, TYPED } from './isolation.ts';

/** Fields of these names hold our own words here: the list of operations, headings, sentences of the catalogue. */
const OURS = [
  'web/src/features/documentation/',
  'web/src/features/public/messages.en.ts',
  'web/src/features/public/messages.es.ts',
  'web/src/features/work/AlertList.tsx',
  'web/src/features/dashboard/Kpis.tsx',
  'web/src/shared/lists/QuickFilters.tsx',
  'web/src/api/problem.ts',
];

const files: string[] = [];
for await (const file of glob('web/src/**/*.{ts,tsx}')) {
  if (!/\.test\.tsx?$/.test(file) && !OURS.some((ours) => file.startsWith(ours))) files.push(file);
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

/** Texts of replies that no person typed: codes, ids, days, hashes and words of our own. */
const NOT_TYPED = new Set([
  // Of an explained balance: ids of Stripe.
  ...['stripe_ids', 'stripe_event_ids'],
  // Of the clinic's tax numbers, which stand in a field of the form only, and of its look.
  ...['label', 'value', 'brand_color', 'logo', 'footer'],
  // Of a payment plan: a day, a fixed text, and its hash.
  ...['late_since', 'terms', 'terms_hash'],
  // Of an imported price list: a heading in ASCII, and names of fields.
  ...['field', 'changes'],
  ...[
    'access_token',
    'refresh_token',
    'result_token',
    'secret',
    'uri',
    'recovery_codes',
    'next_cursor',
    'request_id',
    'id',
  ],
  ...[
    'action',
    'actions',
    'kind',
    'cause',
    'code',
    'effect',
    'fate',
    'finding',
    'status',
    'type',
    'what',
    'topic',
  ],
  ...[
    'source',
    'object',
    'remedy',
    'method',
    'document',
    'failure_code',
    'target_type',
    'target_types',
    'openapi',
  ],
  ...[
    'message',
    'arrives_on',
    'dob',
    'due_date',
    'from_date',
    'to_date',
    'issued_on',
    'month',
    'not_before',
    'on',
  ],
  ...['overdue_since', 'quiet_from', 'quiet_to', 'time_zone', 'currency', 'e164', 'international'],
  ...[
    'invoice_number',
    'receipt_number',
    'number',
    'target_number',
    'credit_note_number',
    'target_id',
    'subject_id',
    'seal',
  ],
  ...['content_hash', 'sha256', 'signature', 'manifest', 'stripe_checkout_session_id', 'stripe_dispute_id'],
  ...['active_from', 'active_to'],
  ...['event', 'level'],
  ...['fee_currency', 'source_currency'],
  ...['stripe_id', 'stripe_payment_id', 'stripe_payment_link_id', 'stripe_payout_id', 'stripe_refund_id'],
]);
const FORMS = new Set(['uuid', 'date-time', 'date', 'uri']);

type Schema = {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};

function* textsOf(schema: Schema, name: string): Generator<string> {
  const closed = schema.enum !== undefined || schema.const !== undefined || FORMS.has(schema.format ?? '');
  if (name !== '' && !closed && [schema.type].flat().includes('string')) yield name;
  for (const [inner, property] of Object.entries(schema.properties ?? {})) yield* textsOf(property, inner);
  if (schema.items) yield* textsOf(schema.items, name);
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* textsOf(each, name);
}

test('every text of every reply is known as typed by a person or not', () => {
  const routes: Route[] = Object.values(contracts).flatMap((area) => Object.values(area) as Route[]);
  const names = routes.flatMap((route) => {
    const schema = z.toJSONSchema(route.reply, { io: 'output', unrepresentable: 'any' }) as Schema;
    return [...textsOf(schema, '')];
  });
  expect(new Set(names).size).toBeGreaterThan(60);
  expect([...new Set(names)].filter((name) => !TYPED.has(name) && !NOT_TYPED.has(name))).toEqual([]);
});
