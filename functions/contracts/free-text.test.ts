/** Every field of every request that takes free text refuses the same characters, and says so at the field. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { contracts } from './contracts.ts';
import type { Route } from './route.ts';

type Schema = {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown;
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
};
type Step = string | number;

/** Tokens, codes and choices are compared, never shown; a password may hold anything. */
const NOT_SHOWN =
  /^(outside_approval|cursor|token|password|current_password|new_password|refresh_token|setup_code|totp_code|session|target_id)$/;

/** Where free text can be given: `['items', 0, 'description']`. */
function textPaths(schema: Schema, path: Step[] = []): Step[][] {
  const inner = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => textPaths(one, path));
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
    textPaths(one, [...path, name]),
  );
  const open =
    typeof schema.additionalProperties === 'object'
      ? textPaths(schema.additionalProperties, [...path, 'key'])
      : [];
  const items = schema.items ? textPaths(schema.items, [...path, 0]) : [];
  const found = [...inner, ...fields, ...open, ...items];
  const bare = schema.type === 'string' && !schema.format && !schema.pattern && !schema.enum && !schema.const;
  return bare && !NOT_SHOWN.test(String(path.at(-1))) ? [...found, path] : found;
}

const holding = (path: readonly Step[], value: string): unknown =>
  path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value);

const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);
const fields = routes.flatMap((route) => {
  const schema = z.toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  return textPaths(schema).map((path): [string, Step[], Route] => [
    `${route.name} ${path.join('.')}`,
    path,
    route,
  ]);
});

test('free text is found in the contracts', () => {
  const names = fields.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'patients-create name',
      'patients-update metadata.key',
      'patients-search query',
      'search-find query',
      'invoices-create items.0.description',
      'invoices-edit notes',
      'staff-edit name',
      'refunds-reject reason',
    ]),
  );
});

test.each(fields)('%s refuses what turns or breaks the text around it', (_, path, route) => {
  for (const character of ['\u202e', '\u2066', '\u200f', '\u061c', '\u0007', '\u001b', '\u2028']) {
    const given = route.input.safeParse(holding(path, `Visit ${character}1.00`));
    const there = given.error?.issues
      .filter((issue) => issue.path.join('.') === path.join('.'))
      .flatMap((issue) => (issue.code === 'invalid_union' ? (issue.errors[0] ?? []) : [issue]));
    expect(there?.map(({ message }) => message)).toEqual([expect.stringMatching(/^Remove the/)]);
  }
});
