/** Which keys do what, and when they do nothing. */
import { expect, test } from 'vitest';
import { type Action, may } from '../../../functions/domain/access.ts';
import { type Press, SHORTCUTS, shortcutReader } from './shortcuts.ts';

const admin = (action: Action) => may('admin', action);
const press = (key: string, change: Partial<Press> = {}): Press => ({
  ...{ key, modified: false, command: false, taken: false, at: 0 },
  ...change,
});
const reader = (can = admin, on = true) => shortcutReader(can, () => on);

test('two keys in a row go to a page', () => {
  const read = reader();
  expect(read(press('g'))).toBeUndefined();
  expect(read(press('i', { at: 900 }))).toEqual({ kind: 'go', to: '/staff/invoices' });
});

test('the second key counts for a moment only, and nothing between them', () => {
  const late = reader();
  late(press('g'));
  expect(late(press('i', { at: 1_600 }))).toBeUndefined();
  const between = reader();
  between(press('g'));
  between(press('x'));
  expect(between(press('i'))).toBeUndefined();
});

test('a pair that is none begins with its second key', () => {
  const read = reader();
  read(press('g'));
  read(press('g'));
  expect(read(press('p'))).toEqual({ kind: 'go', to: '/staff/patients' });
});

test('no single key acts while someone types, with a modifier, or when they are off', () => {
  for (const { keys } of SHORTCUTS.filter(({ keys }) => keys.length === 1 && !keys[0]?.startsWith('Mod'))) {
    const key = keys[0] ?? '';
    expect(reader()(press(key)), key).toBeDefined();
    expect(reader()(press(key, { taken: true })), key).toBeUndefined();
    expect(reader()(press(key, { modified: true })), key).toBeUndefined();
    expect(reader(admin, false)(press(key)), key).toBeUndefined();
  }
});

test('with Ctrl the search opens and a form is saved, while typing and when single keys are off too', () => {
  const command = { command: true, modified: true, taken: true };
  expect(reader(admin, false)(press('k', command))).toEqual({ kind: 'search' });
  expect(reader()(press('S', command))).toEqual({ kind: 'save' });
});

test('a page that someone may not see has no keys', () => {
  const read = reader((action) => may('billing_clerk', action));
  read(press('g'));
  expect(read(press('s'))).toBeUndefined();
});

test('no two shortcuts have the same keys', () => {
  const keys = SHORTCUTS.map((shortcut) => shortcut.keys.join(' '));
  expect(new Set(keys).size).toBe(keys.length);
});
