import { afterAll, expect, test } from 'vitest';
import { letterheadOf } from '../../tests/support/letterhead.ts';
import { breakLongWords } from './pdf/lines.ts';
import { createThreads } from './threads.ts';

const row = (text: string) => [text, '1', '$1.00', '$1.00'];
const document = (rows: string[][]) => ({
  language: 'en',
  title: 'Invoice',
  datedAt: '2026-11-23T00:00:00Z',
  clinic: letterheadOf({ name: 'Clinic', email: 'a@clinic.example', phone: '1' }),
  facts: [],
  tables: [
    {
      heading: 'Services',
      columns: [4, 1, 1, 1].map((share) => ({ label: 'x', numeric: share === 1, share })),
      rows,
    },
  ],
  sums: [],
  foot: 'x',
  page: 'Page {page} of {pages}',
});
const heavy = document(Array.from({ length: 100 }, (_, index) => row(`${index}`.padEnd(290, 'Wm'))));

const pools: ReturnType<typeof createThreads>[] = [];
const crashes: string[] = [];
const made = (
  kind: Parameters<typeof createThreads>[0],
  limits: Parameters<typeof createThreads>[2] = {},
): ReturnType<typeof createThreads> => {
  const threads = createThreads(kind, (error) => crashes.push(String(error)), limits);
  pools.push(threads);
  return threads;
};
afterAll(async () => {
  await Promise.all(pools.map((threads) => threads.close()));
});

test('the loop takes turns while a heavy PDF is rendered', async () => {
  let done = false;
  const rendered = made('pdf')
    .run<unknown, Uint8Array>('renderPdf', heavy)
    .finally(() => {
      done = true;
    });
  let turns = 0;
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  expect((await rendered).length).toBeGreaterThan(1000);
  expect(turns).toBeGreaterThan(100);
}, 60_000);

test('a task that is not done in time ends, and the next one is done', async () => {
  const threads = made('pdf', { milliseconds: 1 });
  await expect(threads.run('renderPdf', heavy)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'server_busy',
    retryAfterSeconds: 5,
  });
  expect(await made('pdf').run<unknown, Uint8Array>('renderPdf', document([]))).toBeInstanceOf(Uint8Array);
}, 60_000);

/** So many rows that a thread of 32 MB cannot hold them. */
const TOO_MUCH = 60_000;
const tooMuch = () => document(Array.from({ length: TOO_MUCH }, (_, index) => row(`Row ${index}`)));

/** Has read its fonts, which take the most memory. */
async function warm(): Promise<ReturnType<typeof createThreads>> {
  const threads = made('pdf', { megabytes: 32 });
  await threads.run('renderPdf', document([]));
  return threads;
}

test('a thread that needs more memory than it may have ends alone, and the next task is done', async () => {
  crashes.length = 0;
  const threads = await warm();
  await expect(threads.run('renderPdf', tooMuch())).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'server_busy',
    retryAfterSeconds: 5,
  });
  expect(crashes).toEqual([expect.stringMatching(/memory/)]);
  expect(await threads.run<unknown, Uint8Array>('renderPdf', document([]))).toBeInstanceOf(Uint8Array);
}, 60_000);

test('a task that waits behind a thread that dies is done by the next thread', async () => {
  const threads = await warm();
  const [dead, next] = await Promise.allSettled([
    threads.run('renderPdf', tooMuch()),
    threads.run('renderPdf', document([])),
  ]);
  expect(dead).toMatchObject({ status: 'rejected', reason: { code: 'server_busy' } });
  expect(next).toMatchObject({ status: 'fulfilled' });
}, 60_000);

test('a thread that dies while it starts ends no process and leaves no task waiting', async () => {
  const threads = made('pdf', { megabytes: 8 });
  for (let tries = 0; tries < 2; tries++) {
    const tasks = [1, 2].map(() => threads.run('renderPdf', document([])));
    for (const task of await Promise.allSettled(tasks)) {
      expect(task).toMatchObject({ status: 'rejected', reason: { code: 'server_busy' } });
    }
  }
}, 60_000);

test('a full queue refuses at once', async () => {
  const threads = made('pdf', { waiting: 1 });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => threads.run('renderPdf', document([]))),
  );
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBe(3);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'server_busy' } });
}, 60_000);

test('a long word is measured once per distinct character, not once per position', () => {
  let measured = 0;
  const ruler = {
    widthOfString(text: string) {
      measured++;
      return text.length * 5;
    },
  };
  const word = 'ab'.repeat(145);
  const lines = breakLongWords(ruler, `seen ${word} today`, 100).split('\n');
  // Its two characters and the line break.
  expect(measured).toBe(3);
  expect(lines.join('')).toBe(`seen ${word} today`);
  expect(lines.length).toBe(16);
  expect(breakLongWords(ruler, 'short words stay', 10)).toBe('short words stay');
});
