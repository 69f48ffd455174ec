import { expect, test } from 'vitest';
import { agentWords } from './agent-words.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`, 'Chrome on Windows'],
  [`Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0`, 'Edge on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox on Linux'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) ${WEBKIT} Version/17.1 Safari/605.1`, 'Safari on Mac'],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) ${WEBKIT} Version/17.1 Mobile Safari`,
    'Safari on iPhone',
  ],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/130.0 Mobile Safari`, 'Chrome on Android'],
  ['something else', 'A browser'],
  [null, 'A browser'],
])('%s', (agent, words) => {
  expect(agentWords(agent, 'cookie')).toBe(words);
});

test('a program keeps its own name', () => {
  expect(agentWords('clinic-export/1.2', 'body')).toBe('clinic-export/1.2');
  expect(agentWords(null, 'body')).toBe('A program');
});
