import { expect, test } from 'vitest';
import { PLANTED, textFields, WITHOUT_WORDS } from './fields.ts';
import { plant } from './markers.ts';

const FIELDS = textFields().map(({ route, path }) => `${route.name} ${path}`);

test('every text that the API takes has a word planted in it, or no room for one', () => {
  const missed = FIELDS.filter(
    (field) => PLANTED[field] === undefined && !WITHOUT_WORDS.some((form) => form.test(field)),
  );
  expect(missed).toEqual([]);
});

test('nothing is said to be planted in a field that is no more', () => {
  expect(Object.keys(PLANTED).filter((field) => !FIELDS.includes(field))).toEqual([]);
  expect(WITHOUT_WORDS.filter((form) => !FIELDS.some((field) => form.test(field)))).toEqual([]);
});

test('every planted word is looked for', () => {
  const { words } = plant();
  expect(
    Object.values(PLANTED)
      .flat()
      .filter((name) => words[name] === undefined),
  ).toEqual([]);
});
