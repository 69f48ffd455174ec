/** Starts, once per run, a throw-away PostgreSQL with a migrated template, an in-memory Azurite, and a Stripe that is away. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { type Part, startPart } from '../../infra/processes/part.ts';
import { choosePorts } from '../../infra/processes/ports.ts';
import { testAccounts } from './storage.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The throw-away cluster; its database `clinic` is migrated and serves as the template. */
    postgres: { superuserUrl: string; ownerUrl: string; appUrl: string };
    /** Connection string of the in-memory Azurite. */
    storage: string;
    /** Where Stripe is away. */
    stripeAway: string;
  }
}

const MIGRATE = fileURLToPath(new URL('../../infra/operate/migrate.ts', import.meta.url));

/** Vitest's global set-up; answers the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'clinic-tests-'));
  const ports = await choosePorts({ postgres: 0, blob: 0, queue: 0 });
  const parts = await Promise.all([postgres(join(folder, 'postgres'), ports.postgres), storage(ports)]);
  const away = await stripeAway();
  const tearDown = async (): Promise<void> => {
    away.close();
    away.closeAllConnections();
    await Promise.all(parts.map((part) => part.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const [database, azurite] = parts;
  const { superuserUrl = '', ownerUrl = '', appUrl = '' } = database.ready as Record<string, string>;
  try {
    await promisify(execFile)(process.execPath, [MIGRATE, 'latest'], {
      env: { ...process.env, DATABASE_OWNER_URL: ownerUrl },
    });
  } catch (error) {
    await tearDown();
    throw new Error((error as { stderr: string }).stderr);
  }
  project.provide('postgres', { superuserUrl, ownerUrl, appUrl });
  project.provide('storage', String(azurite.ready.connection));
  project.provide('stripeAway', `http://127.0.0.1:${(away.address() as AddressInfo).port}`);
  return tearDown;
}

/** Answers each request that it cannot be answered now. Its SDK is asked not to try again, which would take most of a second. */
function stripeAway(): Promise<Server> {
  const server = createServer((_, response) =>
    response.writeHead(503, { 'stripe-should-retry': 'false' }).end(),
  );
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(server)));
}

function postgres(folder: string, port: number): Promise<Part> {
  return startPart({
    name: 'PostgreSQL',
    main: 'local/postgres/server.ts',
    args: ['--folder', folder, '--port', String(port), '--scratch'],
    env: { PATH: process.env.PATH ?? '', POSTGRES_PASSWORD: 'throw-away' },
  });
}

function storage(ports: { blob: number; queue: number }): Promise<Part> {
  return startPart({
    name: 'Azurite',
    main: 'local/storage/server.ts',
    args: ['--blob-port', String(ports.blob), '--queue-port', String(ports.queue)],
    env: { PATH: process.env.PATH ?? '', AZURITE_ACCOUNTS: testAccounts() },
  });
}
