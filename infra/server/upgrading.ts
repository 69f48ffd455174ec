/** Moves a stopped server to this version of the program: backup, migration, health, and back when one fails. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../local/lock.ts';
import { backupName } from '../operate/backup/place.ts';
import { migrateLatest } from '../operate/migrate.ts';
import { type Part, type PartOptions, startPart } from '../processes/part.ts';
import { type Cluster, copyDatabase, dropCopy, putBack, superuserUrlOf } from './database-copy.ts';
import { dataFolder } from './layout.ts';
import { runBackup } from './nightly.ts';
import { schemaState } from './schema.ts';
import { serve } from './serving.ts';
import { requireServerSettings, type ServerSettings } from './settings-file.ts';
import { clusterFolder, databasePart, storagePart } from './stores.ts';

export type UpgradeOptions = {
  home: string;
  say: (line: string) => void;
  /** Throws when the upgraded server does not work; the server's own readiness by default. */
  check?: (settings: ServerSettings) => Promise<void>;
};

/**
 * Upgrades. Throws one sentence when it cannot: then the database is as it was, or, on a server of the clinic's own, the
 * sentence names the verified backup to restore. A database of a newer version is refused.
 */
export async function upgrade(options: UpgradeOptions): Promise<void> {
  const settings = requireServerSettings(options.home);
  const data = dataFolder(options.home, settings.answers);
  const place: Place = { ...options, settings, data, cluster: clusterOf(settings, data) };
  const { backup, applied } = await migrate(place);
  try {
    options.say('Starting the new version to test it …');
    await test(place);
  } catch (error) {
    if (applied === 0) throw error;
    throw await backOut(place, error, backup);
  }
  if (place.cluster !== undefined) await withDatabase(place, dropCopy);
  options.say('The upgrade is done. Start the server.');
}

type Place = UpgradeOptions & { settings: ServerSettings; data: string; cluster: Cluster | undefined };

/** Undefined when the clinic has a server of its own, where no copy can be made with the roles that are kept. */
function clusterOf({ answers, secrets, Values }: ServerSettings, data: string): Cluster | undefined {
  if (answers.database === 'server') return undefined;
  return {
    superuserUrl: superuserUrlOf(Values.DATABASE_URL ?? '', secrets.superuser),
    folder: clusterFolder(data),
  };
}

/** Verifies a backup, copies the database and migrates it; answers the folder of the backup. */
async function migrate(place: Place): Promise<{ backup: string | undefined; applied: number }> {
  const { settings, say } = place;
  const stores = [databasePart(storesOf(place)), storagePart(storesOf(place))];
  return withParts(place, stores, async () => {
    const { pending, hasStaff } = await schemaState(settings.ownerUrl);
    if (pending.length === 0) {
      say('The database needs no migration.');
      return { backup: undefined, applied: 0 };
    }
    const backup = hasStaff ? await verifiedBackup(place) : undefined;
    if (place.cluster !== undefined) await copyDatabase(place.cluster);
    say(`Migrating: ${pending.join(', ')} …`);
    try {
      await migrateLatest(settings.ownerUrl);
    } catch (error) {
      // Each migration is a transaction, but those before the failed one are done.
      if (place.cluster !== undefined) await putBack(place.cluster);
      throw new Error(`The migration failed: ${messageOf(error)} ${whatNow(place, backup)}`);
    }
    return { backup, applied: pending.length };
  });
}

async function verifiedBackup({ home, settings, data, say }: Place): Promise<string> {
  const folder = settings.answers.backup_folder ?? join(data, 'backups');
  // An earlier version's setup did not make it. Someone is here to read this, unlike at night.
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined)
    say(`Note: ${folder} did not exist and was made. If its disk is not mounted, mount it and start again.`);
  const target = join(folder, backupName(new Date()));
  say(`Making and verifying a backup: ${target} …`);
  if ((await runBackup({ home, settings, data }, target)) === 0) return target;
  throw new Error(
    `The backup failed: see ${join(data, 'logs', 'backup.log')}. Without one nothing is upgraded; nothing was changed.`,
  );
}

/** Starts the whole server where only this machine reaches it, without its timers and queues, and asks how it is. */
async function test(place: Place): Promise<void> {
  const server = await serve({ ...place, working: false, privately: true });
  try {
    await (place.check ?? requireReady)(place.settings);
  } finally {
    await server.stop();
  }
}

async function requireReady({ answers }: ServerSettings): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${answers.api_port}/api/v1/health/ready`, {
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`The new version is not ready: ${(await answer.text()).slice(0, 500)}`);
}

async function backOut(place: Place, error: unknown, backup: string | undefined): Promise<Error> {
  place.say('The new version does not work. Going back …');
  if (place.cluster !== undefined) await withDatabase(place, putBack);
  return new Error(`${messageOf(error)} ${whatNow(place, backup)}`);
}

/** The way back for the operator: the code is theirs to change. */
function whatNow({ cluster, home }: Place, backup: string | undefined): string {
  const code = 'Install the program of before (git checkout, npm ci) and start it.';
  if (cluster !== undefined) return `The database is as it was before. ${code}`;
  return backup === undefined
    ? `Make the database anew with npm run setup -- --home ${home}. ${code}`
    : `Restore the backup ${backup} into an empty database with the program of before. ${code}`;
}

const storesOf = ({ data, settings: { answers, secrets } }: Place) => ({ data, answers, secrets });

async function withDatabase(place: Place, work: (cluster: Cluster) => Promise<void>): Promise<void> {
  const { cluster } = place;
  if (cluster !== undefined && existsSync(cluster.folder))
    await withParts(place, [databasePart(storesOf(place))], () => work(cluster));
}

/** Runs the work while these parts run and no server uses the folder. */
async function withParts<T>(
  { data }: Place,
  options: readonly (PartOptions | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const lock = await takeLock(data);
  const parts: Part[] = [];
  try {
    for (const part of options) {
      if (part === undefined) continue;
      const started = await startPart(part);
      lock.note(started.pid);
      parts.push(started);
    }
    return await work();
  } finally {
    for (const part of parts.toReversed()) await part.stop();
    lock.release();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
