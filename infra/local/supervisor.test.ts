import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PartOptions, startPart } from '../processes/part.ts';
import { until } from '../processes/time.ts';
import { type Supervisor, supervise } from './supervisor.ts';

const child = (name: string, behaviour = 'ready'): PartOptions => ({
  name,
  main: 'local/fixtures/child.ts',
  args: [behaviour],
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a part', () => {
  test('says what it is ready with, and stops in good order', async () => {
    const lines: string[] = [];
    const part = await startPart({ ...child('one'), onLine: (line) => lines.push(line) });
    expect(part.ready).toMatchObject({ ready: true, answer: 42 });
    await part.stop();
    expect(lines).toEqual(['stopped in good order']);
    expect(isAlive(part.pid)).toBe(false);
  });

  test('that cannot start gives its own line as the reason', async () => {
    await expect(startPart(child('one', 'fail'))).rejects.toThrow('JWT_SECRET must have at least 32 bytes.');
  });

  test('that does not stop in time is killed', async () => {
    const part = await startPart({ ...child('one', 'stubborn'), stopWithinMs: 100 });
    expect(await part.stop()).toBe(false);
    expect(isAlive(part.pid)).toBe(false);
  });

  test('ends when its parent is killed', async () => {
    const parent = fork(fileURLToPath(new URL('fixtures/parent.ts', import.meta.url)), { stdio: 'ignore' });
    const pid = await new Promise<number>((resolve) =>
      parent.once('message', (value) => resolve(Number(value))),
    );
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the end of the child', 10_000, () => !isAlive(pid));
  });
});

describe('the supervisor', () => {
  let said: string[];
  let pids: number[];
  let supervisor: Supervisor;

  beforeEach(() => {
    said = [];
    pids = [];
    supervisor = supervise(
      (line) => said.push(line),
      (pid) => pids.push(pid),
    );
  });
  afterEach(() => supervisor.stop());

  test('brings back a part that dies, and says so', async () => {
    await supervisor.start(child('database'));
    await supervisor.kill('database', 'SIGKILL');
    await supervisor.alive('database');
    await until('the second line', 5_000, () => said.length === 2);
    expect(said).toEqual(['database ended (SIGKILL); it is started again.', 'database is back.']);
    expect(pids).toHaveLength(2);
    expect(isAlive(pids[1] ?? 0)).toBe(true);
  });

  test('leaves a part down that was taken down, until it is wanted again', async () => {
    await supervisor.start(child('database'));
    await supervisor.down('database', 'SIGKILL');
    expect(isAlive(pids[0] ?? 0)).toBe(false);
    await supervisor.up('database');
    expect(said).toEqual([]);
    expect(isAlive(pids[1] ?? 0)).toBe(true);
  });

  test('stops all parts, the last started first', async () => {
    const order: string[] = [];
    for (const name of ['first', 'second']) {
      await supervisor.start({ ...child(name), onLine: () => order.push(name) });
    }
    await supervisor.stop();
    expect(order).toEqual(['second', 'first']);
    expect(pids.some(isAlive)).toBe(false);
    expect(said).toEqual([]);
  });

  test('a part that cannot start at all is an error of the start', async () => {
    await expect(supervisor.start(child('host', 'fail'))).rejects.toThrow('JWT_SECRET');
  });
});
