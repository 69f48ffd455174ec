/** A throw-away, migrated PostgreSQL for one proof: started, handed over, stopped and removed. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPart } from '../processes/part.ts';
import { choosePorts } from '../processes/ports.ts';
import { migrateLatest } from './migrate.ts';

/** One database, as its three roles reach it. */
export type ProofDatabase = { superuserUrl: string; ownerUrl: string; appUrl: string };

/** Runs the work on a fresh database and leaves nothing behind, whatever becomes of it. */
export async function withScratch<T>(work: (database: ProofDatabase) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'clinic-proof-'));
  try {
    const { postgres: port } = await choosePorts({ postgres: 0 });
    const part = await startPart({
      name: 'PostgreSQL',
      main: 'local/postgres/server.ts',
      args: ['--folder', join(folder, 'postgres'), '--port', String(port), '--scratch'],
      env: { PATH: process.env.PATH ?? '', POSTGRES_PASSWORD: randomBytes(12).toString('hex') },
    });
    try {
      const { superuserUrl, ownerUrl, appUrl } = part.ready as Record<keyof ProofDatabase, string>;
      await migrateLatest(ownerUrl);
      return await work({ superuserUrl: inDatabaseOf(superuserUrl, ownerUrl), ownerUrl, appUrl });
    } finally {
      await part.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The superuser's address of the database that another address names. */
export function inDatabaseOf(superuserUrl: string, other: string): string {
  const address = new URL(superuserUrl);
  address.pathname = new URL(other).pathname;
  return address.href;
}
