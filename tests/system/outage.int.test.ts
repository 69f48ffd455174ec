/** A part that is away: the API says so with 503 and when to come again, health names it, and it recovers by itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type System, startSystem } from '../../infra/local/system.ts';
import { until } from '../../infra/processes/time.ts';

const directory = mkdtempSync(join(tmpdir(), 'clinic-outage-'));
let system: System;

beforeAll(async () => {
  system = await startSystem({
    directory,
    ports: { api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0, web: 0 },
    only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'],
    demo: false,
    chosen: {},
    log: () => undefined,
  });
}, 120_000);
afterAll(async () => {
  await system.stop();
  rmSync(directory, { recursive: true, force: true });
});

const api = (path: string, init?: RequestInit) => fetch(`${system.run.api}/api/v1${path}`, init);
const login = () =>
  api('/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'unknown@clinic.example', password: 'whatever it may be' }),
  });
type Health = { status: string; parts: Record<string, { status: string }> };
const health = async () => (await (await api('/health/ready')).json()) as Health;

test('all is well while everything answers', async () => {
  expect(await health()).toMatchObject({
    status: 'up',
    parts: { database: { status: 'up' }, queues: { status: 'up' } },
  });
});

test('without PostgreSQL the API answers 503 and when to come again, and recovers by itself', async () => {
  await system.down('postgres', 'SIGKILL');
  const answer = await login();
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: 'database_unavailable' });
  expect(await health()).toMatchObject({
    status: 'down',
    parts: { database: { status: 'down' }, queues: { status: 'up' } },
  });
  expect((await api('/health/live')).status).toBe(200);

  await system.up('postgres');
  await until('the API is back', 30_000, async () => (await login()).status === 401);
  expect((await health()).status).toBe('up');
}, 90_000);

test('without storage the API goes on, health says so, and it recovers by itself', async () => {
  await system.down('storage', 'SIGKILL');
  expect((await login()).status).toBe(401);
  expect(await health()).toMatchObject({
    status: 'down',
    parts: { database: { status: 'up' }, queues: { status: 'down' } },
  });

  await system.up('storage');
  await until('health is back', 30_000, async () => (await health()).status === 'up');
}, 90_000);
