import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../processes/time.ts';
import { followLog, readable } from './log-tail.ts';

const entry = (level: string, event: string): object => ({
  level,
  time: '2026-11-23T01:02:03.004Z',
  event,
  status: 200,
});

test('an entry is one readable line', () => {
  expect(readable({ level: 'warn', time: '2026-11-23T01:02:03.004Z', event: 'late', by: { ms: 7 } })).toBe(
    '01:02:03 warn  late by={"ms":7}',
  );
});

test('what is added is said, by level; what was there before is not; a half line waits for its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tail-'));
  const file = join(folder, 'clinic.jsonl');
  writeFileSync(file, `${JSON.stringify(entry('error', 'old'))}\n`);
  const said: string[] = [];
  const tail = followLog(
    file,
    (level) => level !== 'info',
    (line) => said.push(line),
  );
  onTestFinished(() => {
    tail.stop();
    rmSync(folder, { recursive: true });
  });
  const half = JSON.stringify(entry('error', 'café'));
  appendFileSync(file, `${JSON.stringify(entry('info', 'dull'))}\nnot json\n${half.slice(0, 20)}`);
  appendFileSync(file, `${half.slice(20)}\n`);
  await until('the line', 5_000, () => said.length > 0);
  expect(said).toEqual(['01:02:03 error café status=200']);
});
