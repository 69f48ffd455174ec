import { expect, test } from 'vitest';
import { INTERNAL_NOTES_MAX, requireOwnNote, requireRoomForNote } from './internal-note.ts';

test('an invoice has a hundred internal notes at most', () => {
  expect(() => requireRoomForNote(INTERNAL_NOTES_MAX - 1)).not.toThrow();
  expect(() => requireRoomForNote(INTERNAL_NOTES_MAX)).toThrow('at most 100 internal notes');
});

test('a note is removed by its author or an admin', () => {
  const note = { staffId: 'author' };
  expect(() => requireOwnNote(note, { id: 'author', role: 'billing_clerk' })).not.toThrow();
  expect(() => requireOwnNote(note, { id: 'other', role: 'admin' })).not.toThrow();
  expect(() => requireOwnNote(note, { id: 'other', role: 'billing_clerk' })).toThrow('Only its author');
});
