/** Every endpoint that overwrites fields demands the version that was read, so that no new one can forget it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';

const TRIGGERS = join(import.meta.dirname, '..', '..', 'functions', 'triggers');
const areas = contracts as unknown as Record<string, Record<string, Route>>;

/** The route that a trigger registers, and its text. */
const triggers = readdirSync(TRIGGERS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(TRIGGERS, file), 'utf8');
    const [, area, key] = /^(?:endpoint|command)\(\n? *(\w+)\.(\w+)/m.exec(text) ?? [];
    const route = area && key ? areas[area]?.[key] : undefined;
    return route ? [{ route, text }] : [];
  });

test('each PATCH is refused without If-Match', () => {
  const edits = triggers.filter(({ route }) => route.method === 'PATCH');
  expect(edits.map(({ route }) => route.name).sort()).toEqual([
    'clinic-details-edit',
    'invoices-edit',
    'patients-update',
    'price-list-items-edit',
    'settings-edit',
    'staff-edit',
  ]);
  for (const { route, text } of edits) expect(text, route.name).toContain('requireIfMatch(request)');
});
