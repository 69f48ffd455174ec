/** A short form of `npm run prove:background`, and what two hosts on one database and one storage account owe each other. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type System, startSystem } from '../../infra/local/system.ts';
import { until } from '../../infra/processes/time.ts';
import { timerHolder } from '../proofs/background/faults.ts';

const PROOF = join(import.meta.dirname, '..', '..', 'tests', 'proofs', 'prove-background.ts');
const LIMIT_MS = 60_000;

test('either of two hosts killed or stopped, storage killed and wiped, mail and texts broken: everything is done once', {
  timeout: 600_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROOF, '--rounds', '7', '--seed', '5']);
  expect(stdout).toContain('Proven with seed 5.');
  expect(stdout).not.toContain('BROKEN');
});

describe('two hosts', () => {
  const directory = mkdtempSync(join(tmpdir(), 'clinic-hosts-'));
  let system: System;
  let owner: pg.Pool;

  beforeAll(async () => {
    system = await startSystem({
      directory,
      ports: { api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0, web: 0 },
      only: ['postgres', 'storage', 'inbox', 'stripe', 'functions', 'host'],
      hostCount: 2,
      demo: false,
      chosen: {},
      log: () => undefined,
    });
    owner = new pg.Pool({ connectionString: system.run.databaseOwner ?? '', max: 1 });
    owner.on('error', () => undefined);
    const admin = { ...ADMIN, name: 'Ada Admin', role: 'admin', setup_code: system.run.setupCode };
    expect((await post(0, 'auth/register', admin)).status).toBe(201);
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await system.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const ADMIN = { email: 'ada@clinic.example', password: 'seven paper boats drift' };
  const url = (host: 0 | 1, path: string) => `${system.run.hosts[host]}/api/v1/${path}`;
  const bearer = (token: string | undefined) => ({
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  });
  const post = (host: 0 | 1, path: string, body: object, token?: string) =>
    fetch(url(host, path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close', ...bearer(token) },
      body: JSON.stringify(body),
    });
  const get = (host: 0 | 1, path: string, token: string) =>
    fetch(url(host, path), { headers: { connection: 'close', ...bearer(token) } });

  test('know one session: signed in at one, at work at the other, signed out at both', async () => {
    const { access_token: token } = (await (await post(0, 'auth/login', ADMIN)).json()) as {
      access_token: string;
    };
    expect((await get(1, 'auth/me', token)).status).toBe(200);
    expect((await post(1, 'auth/logout', {}, token)).ok).toBe(true);
    expect((await get(0, 'auth/me', token)).status).toBe(401);
    expect((await get(1, 'auth/me', token)).status).toBe(401);
  });

  test('a host that is asked to stop answers what it has begun, and the other takes over', async () => {
    const wrong = { email: 'unknown@clinic.example', password: 'whatever it may be' };
    // A sign-in counts before it answers: while the counters are locked, it has begun and cannot end.
    const lock = await owner.connect();
    await lock.query('begin; lock table rate_limits in access exclusive mode');
    const begun = Array.from({ length: 6 }, () => post(1, 'auth/login', wrong));
    await until('the requests are being worked on', LIMIT_MS, async () => {
      const drain = await fetch(`${system.run.hosts[1]}/admin/host/drain/status`);
      return (
        ((await drain.json()) as { outstandingInvocations: number }).outstandingInvocations === begun.length
      );
    });
    const down = system.down('host2');
    await until('it is stopping', LIMIT_MS, () =>
      fetch(`${system.run.hosts[1]}/admin/host/ping`).then(
        ({ ok }) => !ok,
        () => true,
      ),
    );
    await lock.query('rollback');
    lock.release();
    const [answers] = await Promise.all([Promise.all(begun), down]);
    expect(answers.map(({ status }) => status)).toEqual(begun.map(() => 401));
    expect((await post(0, 'auth/login', ADMIN)).status).toBe(200);
    await system.up('host2');
  });

  test('run the timers at one of them; when it is killed they go on at the other', async () => {
    const runs = async () => {
      const { rows } = await owner.query<{ at: Date }>(
        `select finished_at as at from timer_runs where name = 'work-sweep'`,
      );
      return rows[0]?.at?.getTime() ?? 0;
    };
    let holder: number | undefined;
    await until('someone has the timers', LIMIT_MS, async () => {
      holder = await timerHolder(system.run);
      return holder !== undefined && (await runs()) > 0;
    });
    const before = await runs();
    if (holder === undefined) throw new Error('No process has the timers.');
    process.kill(holder, 'SIGKILL');
    await until('another has them', LIMIT_MS, async () => {
      const now = await timerHolder(system.run);
      return now !== undefined && now !== holder;
    });
    await until('they go on', LIMIT_MS, async () => (await runs()) > before);
    for (const host of system.run.hosts) {
      await until(`${host} is back`, LIMIT_MS, () =>
        fetch(host).then(
          () => true,
          () => false,
        ),
      );
    }
  });
});
