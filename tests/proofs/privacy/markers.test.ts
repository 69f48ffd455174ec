import { expect, test } from 'vitest';
import { compare, linkSecret, type Marker, type Place, plant, staffLinkSecret } from './markers.ts';
import { seenInMessage } from './search.ts';

const marker: Marker = { field: 'name', word: 'zq1', allowed: ['database'], expected: ['database'] };

test('a word in its place is no leak, elsewhere it is', () => {
  const report = compare(
    [marker],
    [
      { place: 'database', where: 'patients', text: 'a zq1 b' },
      { place: 'logs', where: 'host.log', text: '{"name":"zq1"}' },
    ],
  );
  expect(report).toMatchObject({
    leaks: ['name in logs: host.log'],
    blind: [],
    looked: { database: 1, logs: 1 },
  });
});

test('a word that is not where it must be shows that the search is blind', () => {
  expect(compare([marker], [{ place: 'logs', where: 'host.log', text: '' }]).blind).toEqual([
    'name in database',
  ]);
});

const mail = (to: string[]) => ({
  kind: 'email' as const,
  to,
  subject: 'Choose a new password',
  text: 'https://x/set-password#zq2',
  html: null,
});

test('a reset link is no leak in the mail of staff, and one in the mail of a patient or of both', () => {
  const reset = staffLinkSecret('reset link', 'zq2');
  const leaksTo = (...to: string[]) => compare([reset], seenInMessage(mail(to), ['ada@x.example'])).leaks;
  expect(leaksTo('ada@x.example')).toEqual([]);
  expect(leaksTo('maria@y.example')).toHaveLength(1);
  expect(leaksTo('ada@x.example', 'maria@y.example')).toHaveLength(1);
});

test('the address of staff is no leak where their own mail goes, and one where a patient’s goes', () => {
  const { words, markers } = plant();
  const staffEmail = markers.filter(({ word }) => word === words.staffEmail);
  const leaksTo = (...to: string[]) => compare(staffEmail, seenInMessage(mail(to), [words.staffEmail])).leaks;
  expect(leaksTo(words.staffEmail)).toEqual([]);
  expect(leaksTo(words.staffEmail, 'maria@y.example')).toHaveLength(1);
});

test('the link of a patient is no leak in the tab that opened it, and one in what the browser stores', () => {
  const seenIn = (place: Place) => compare([linkSecret('zq3')], [{ place, where: 'a', text: 'zq3' }]).leaks;
  expect(seenIn('browser-tab')).toEqual([]);
  for (const place of [
    'stripe',
    'browser-storage',
    'browser-history',
    'browser-request',
    'staff-mail-text',
  ] as const)
    expect(seenIn(place)).toHaveLength(1);
});
