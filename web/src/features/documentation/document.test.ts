import { expect, test } from 'vitest';
import { openApi } from '../../../../functions/contracts/openapi.ts';
import { describeSchema, fieldsOf, groupsOf, readDocument } from './document.ts';

const document = readDocument(JSON.parse(JSON.stringify(openApi())));
const operation = (id: string) => {
  const found = document.operations.find(({ operationId }) => operationId === id);
  if (!found) throw new Error(`The document does not describe ${id}.`);
  return found;
};

test.each([
  { schema: { type: 'string', format: 'uuid' }, text: 'string (uuid)' },
  { schema: { type: 'integer', minimum: 1, maximum: 9_999 }, text: 'integer, 1 to 9999' },
  { schema: { type: 'integer', minimum: -(2 ** 53 - 1), maximum: 2 ** 53 - 1 }, text: 'integer' },
  { schema: { type: 'string', maxLength: 20 }, text: 'string, up to 20 characters' },
  { schema: { anyOf: [{ type: 'string' }, { type: 'null' }] }, text: 'string or null' },
  { schema: { enum: ['usd', 'eur'] }, text: 'usd, eur' },
  {
    schema: { type: 'array', items: { type: 'object' }, minItems: 1, maxItems: 100 },
    text: 'array of object, 1 to 100',
  },
])('a schema is describeSchema as “$text”', ({ schema, text }) => {
  expect(describeSchema(schema)).toBe(text);
});

test('the fields of a body are describeSchema with the inner ones of its lists', () => {
  const { requestBody } = operation('invoices-create');
  const fields = fieldsOf(requestBody?.content?.['application/json']?.schema, document.schemas);
  expect(fields).toContainEqual({ name: 'patient_id', what: 'string (uuid)', required: true, depth: 0 });
  expect(fields).toContainEqual({
    name: 'quantity',
    what: 'number, 0.001 to 9999',
    required: true,
    depth: 1,
  });
});

test('a search keeps what holds every word, grouped by area', () => {
  const groups = groupsOf(document.operations, 'post refunds-approve');
  expect(groups.map(([area, found]) => [area, found.map(({ operationId }) => operationId)])).toEqual([
    ['refunds', ['refunds-approve']],
  ]);
  expect(groupsOf(document.operations, '').flatMap(([, found]) => found)).toHaveLength(
    document.operations.length,
  );
});
