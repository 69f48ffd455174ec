/** The system that a tool works on: the one running in this folder, or the one that the environment names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountIn, type StorageAccount } from '../../functions/edges/storage-account.ts';
import { chosenSettings, defaultDirectory, exampleSettings, isChosen } from '../local/environment.ts';
import { ownerUrlOf } from '../local/server-home.ts';
import { loadSettings, settingsFile } from '../local/settings.ts';
import type { Run } from '../local/system.ts';

export type RunningSystem = {
  /** Connects as the app's role. */
  database: string;
  /** Connects as the owner of the schema, where that is known here. */
  databaseOwner: string | undefined;
  storage: StorageAccount;
  directory: string;
  /** A setting as the app sees it. Throws when there is none. */
  setting(name: string): string;
};

/** Throws, in words for a person, when nothing runs here and the environment names no database. */
export function runningSystem(directory = defaultDirectory()): RunningSystem {
  const runFile = join(directory, 'run.json');
  const run = existsSync(runFile) ? (JSON.parse(readFileSync(runFile, 'utf8')) as Run) : undefined;
  const chosen = chosenSettings(process.env);
  const secrets = existsSync(settingsFile(directory)) ? loadSettings(directory).secrets : {};
  // What is set on purpose wins over what happens to run here.
  const named = (key: string) => (isChosen(chosen, key) ? chosen[key] : undefined);
  const database = named('DATABASE_URL') ?? run?.database;
  const identity = { ...chosen, AzureWebJobsStorage: named('AzureWebJobsStorage') };
  const storage = accountIn(identity, 'AzureWebJobsStorage') ?? run?.storageConnection;
  if (!database || !storage) {
    throw new Error(
      'No system runs here (npm start), and neither CLINIC_HOME (npm run setup) nor DATABASE_URL and AzureWebJobsStorage (or AzureWebJobsStorage__accountName) are set.',
    );
  }
  return {
    database,
    databaseOwner: ownerUrlOf(process.env) ?? run?.databaseOwner ?? undefined,
    storage,
    directory,
    setting(name) {
      const value = chosen[name] || secrets[name] || exampleSettings()[name];
      if (!value) throw new Error(`${name} is not set.`);
      return value;
    },
  };
}
