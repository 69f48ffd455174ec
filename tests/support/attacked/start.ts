/** Starts one whole clinic to be attacked, as `npm start` does: every part a process of its own, on free ports. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Run } from '../../../infra/local/run.ts';
import { startSystem } from '../../../infra/local/system.ts';
import { CLERK } from '../staff.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    attacked: {
      run: Run;
      /** What ten who set the clinic up at the same moment were answered, and the one who got in. */
      firstAdmin: { statuses: number[]; staff: number; email: string };
    };
  }
}

/** Where patients and staff would find the clinic in production: behind TLS. */
const WEB_URL = 'https://billing.example';

/** Vitest's global set-up; answers the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'clinic-attacked-'));
  const lines: string[] = [];
  const system = await startSystem({
    directory,
    ports: { web: 0, api: 0, stripe: 0, inbox: 0, smtp: 0, postgres: 0, blob: 0, queue: 0 },
    log: (line) => lines.push(line),
    demo: false,
    chosen: { WEB_URL },
  }).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`The clinic did not start: ${String(error)}\n${lines.join('\n')}`);
  });
  const tearDown = async (): Promise<void> => {
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    project.provide('attacked', { run: system.run, firstAdmin: await setUpByTen(system.run) });
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

/** The clinic's set-up is its first attack: ten at once with the right code. Whoever wins is the admin of the others. */
async function setUpByTen({ api, setupCode }: Run) {
  const post = (path: string, json: object, token?: string) =>
    fetch(`${api}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(json),
    });
  const password = 'quiet harbour lantern 7';
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const email = `admin${index}@clinic.example`;
      const person = { email, password, name: 'Ada Admin', role: 'admin', setup_code: setupCode };
      return { email, status: (await post('/auth/register', person)).status };
    }),
  );
  const winners = answers.filter(({ status }) => status === 201);
  const email = winners[0]?.email;
  if (email === undefined) throw new Error('No one could set the clinic up.');
  const { access_token: token } = (await (await post('/auth/login', { email, password })).json()) as {
    access_token: string;
  };
  const clerk = await post('/auth/register', { ...CLERK, name: 'Cleo Clerk', role: 'billing_clerk' }, token);
  if (clerk.status !== 201) throw new Error(`The clerk was not registered: ${await clerk.text()}`);
  const list = await fetch(`${api}/api/v1/staff`, { headers: { authorization: `Bearer ${token}` } });
  const { data } = (await list.json()) as { data: unknown[] };
  return { statuses: answers.map(({ status }) => status), staff: data.length, email };
}
