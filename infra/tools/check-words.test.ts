import { expect, test } from 'vitest';
import { deniedWordsIn } from './check-words.ts';

const words = (text: string, file = 'functions/domain/file.ts') =>
  deniedWordsIn(file, text).map(({ word }) => word);

test.each([
  ['const refundTold = 1;', 'told'],
  ['type CreditNoteWish = {};', 'wish'],
  ["log.info({ event: 'refund_told' });", 'told'],
  ['const MAX_DEATHS = 5;', 'deaths'],
  ['/** Somebody is signed in. */', 'somebody'],
  ["title: 'Word of the refund'", 'word of the'],
  ['/**\n * A timer that stands\n * still.\n */', 'stands * still'],
  ['const letter = queue.read();', 'letter'],
  ['# The story of a payment', 'story'],
])('a denied word is found in %j', (text, word) => {
  expect(words(text)).toEqual([word]);
});

test('a denied word in the name of a file is found, and its line is 0', () => {
  expect(deniedWordsIn('functions/capabilities/refunds/tell.ts', '')).toMatchObject([
    { word: 'tell', line: 0 },
  ]);
});

test('the line of a word, and the term to use, are reported', () => {
  expect(deniedWordsIn('docs/a.md', 'first\nsecond told')).toMatchObject([
    { file: 'docs/a.md', line: 2, word: 'told', use: expect.stringContaining('report') },
  ]);
});

test.each([
  'const deadLetters = await deadLetterQueue.list();',
  'select * from dead_letters',
  'the history of an invoice, historyOf(invoice)',
  "style={{ letterSpacing: '0.02em' }}",
  'Thank you for your payment.',
  'capital letters and digits',
  'an intelligent amendment, the paperless clinic',
])('%j is plain English', (text) => {
  expect(words(text)).toEqual([]);
});
