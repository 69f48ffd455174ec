/** What the page reads of the OpenAPI document, and how a schema is describeSchema in a line. */
import * as z from 'zod';

export type Schema = {
  type?: string | string[] | undefined;
  format?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  default?: unknown;
  $ref?: string | undefined;
};

const content = z.record(z.string(), z.looseObject({ schema: z.custom<Schema>().optional() })).optional();

const operation = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({
        in: z.string(),
        name: z.string(),
        required: z.boolean().optional(),
        schema: z.custom<Schema>(),
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content })),
});

const openApi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.custom<Schema>()).optional() }).optional(),
});

export type Operation = z.output<typeof operation> & { method: string; path: string };
export type ApiDocument = { operations: Operation[]; schemas: Record<string, Schema> };

/** Reads the document. Throws when it is not one. */
export function readDocument(json: unknown): ApiDocument {
  const { paths, components } = openApi.parse(json);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ ...each, method: method.toUpperCase(), path })),
  );
  return { operations, schemas: components?.schemas ?? {} };
}

/** The operations whose path, name or summary holds every word, area by area. */
export function groupsOf(operations: readonly Operation[], search: string): [area: string, Operation[]][] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Operation[]>();
  for (const each of operations) {
    const text = `${each.method} ${each.path} ${each.operationId} ${each.summary}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const area = each.tags[0] ?? '';
    groups.set(area, [...(groups.get(area) ?? []), each]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

/** What a value may be, in a line: `string (uuid)`, `integer, 1 to 9999`, `array of object, 1 to 100`. */
export function describeSchema(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describeSchema))].join(' or ');
  if (schema.enum) return schema.enum.map(String).join(', ');
  if (schema.const !== undefined) return String(schema.const);
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  const named = schema.format ? `${type} (${schema.format})` : type;
  const of = schema.items ? ` of ${describeSchema(schema.items)}` : '';
  return [`${named}${of}`, limits(schema)].filter(Boolean).join(', ');
}

/** Bounds that only repeat what a double can hold are left out. */
const bound = (value: number | undefined): number | undefined =>
  value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;

function limits(schema: Schema): string {
  const [least, most, unit] = schema.items
    ? [schema.minItems, schema.maxItems, '']
    : schema.maxLength === undefined && schema.minLength === undefined
      ? [bound(schema.minimum), bound(schema.maximum), '']
      : [schema.minLength, schema.maxLength, ' characters'];
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`;
  if (most !== undefined) return `up to ${most}${unit}`;
  return least === undefined ? '' : `at least ${least}${unit}`;
}

export type Field = { name: string; what: string; required: boolean; depth: number };

/** The fields of an object one under the other, inner ones behind their outer one. */
export function fieldsOf(schema: Schema | undefined, schemas: Record<string, Schema>, depth = 0): Field[] {
  const object = schema && objectIn(schema, schemas);
  if (!object?.properties || depth > 6) return [];
  return Object.entries(object.properties).flatMap(([name, field]) => [
    { name, what: describeSchema(field), required: object.required?.includes(name) ?? false, depth },
    ...fieldsOf(field, schemas, depth + 1),
  ]);
}

/** The object that a schema is, points to, lists, or may be. */
function objectIn(schema: Schema, schemas: Record<string, Schema>): Schema | undefined {
  if (schema.$ref) return schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (schema.properties) return schema;
  if (schema.items) return objectIn(schema.items, schemas);
  return schema.anyOf?.map((each) => objectIn(each, schemas)).find((each) => each !== undefined);
}
