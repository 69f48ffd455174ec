/** What `npm run setup` does with good answers: every step can be taken back, and is when a later one fails. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../functions/config.ts';
import { productionProblems } from '../../functions/production-settings.ts';
import { takeLock } from '../local/lock.ts';
import { migrateLatest } from '../operate/migrate.ts';
import { type Part, type PartOptions, startPart } from '../processes/part.ts';
import type { Answers } from './answers.ts';
import { makeCertificate } from './certificates.ts';
import { dataFolder } from './layout.ts';
import { dropMade, makeDatabase, requireAppRole, roleUrls } from './own-server.ts';
import { schemaState } from './schema.ts';
import { keptSecrets, newSecrets, type Secrets } from './secrets.ts';
import { loadServerSettings, type ServerSettings, saveServerSettings } from './settings-file.ts';
import { clusterFolder, databasePart, localDatabaseUrl, storageFolder, storagePart } from './stores.ts';
import { appValues } from './values.ts';

export type Installed = {
  settings: ServerSettings;
  /** One line for each thing done. */
  done: string[];
  /** Opens the settings in the backups; undefined when it was printed by an earlier setup. */
  recoveryCode: string | undefined;
  /** Where the first administrator registers, once; undefined when there is one already. */
  firstAdmin: string | undefined;
};

/** A backup whose books and keys the new server takes over. */
export type OpenedBackup = {
  /** Those of the server that made it. */
  settings: ServerSettings;
  /** Loads it into the database, which is running and empty, and the storage. Answers what was done. */
  load(settings: ServerSettings): Promise<string[]>;
};

type Undo = () => Promise<void> | void;

/** The address at which the first administrator registers; it works until there is one. */
export const firstAdminLink = ({ WEB_URL, SETUP_CODE }: Record<string, string>): string =>
  `${WEB_URL}/staff/register#code=${SETUP_CODE}`;

/**
 * Makes the data folder, the database with its roles, the certificate and the settings file. Throws one sentence; then
 * everything that it made is gone again, and an earlier settings file is as it was.
 */
export async function install(home: string, answers: Answers, backup?: OpenedBackup): Promise<Installed> {
  const undo: Undo[] = [];
  try {
    return await steps({ home, answers, undo, backup });
  } catch (error) {
    for (const back of undo.toReversed()) await Promise.resolve(back()).catch(() => undefined);
    throw error;
  }
}

type Steps = { home: string; answers: Answers; undo: Undo[]; backup: OpenedBackup | undefined };

async function steps({ home, answers, undo, backup }: Steps): Promise<Installed> {
  const before = backup?.settings ?? loadServerSettings(home);
  const secrets = before ? keptSecrets(before.secrets, before.Values) : newSecrets();
  const data = dataFolder(home, answers);
  const urls = databaseUrls(answers, secrets);
  const settings: ServerSettings = {
    version: 1,
    answers: withoutAdministrator(answers),
    secrets,
    ownerUrl: urls.ownerUrl,
    Values: appValues(answers, secrets, urls.appUrl, before?.Values),
  };
  requireUsable(settings);
  makeFolder(home, undo);
  makeFolder(data, undo);
  if (answers.backup_folder !== undefined) makeFolder(answers.backup_folder, undo);
  const lock = await takeLock(data);
  undo.push(() => lock.release());
  const done = [`Data folder: ${data}`];
  const database = await prepare({ home, answers, undo, backup }, { data, settings, urls, note: lock.note });
  done.push(...database.done);
  done.push(...makeCertificate(home, answers, (back) => undo.push(back)));
  done.push(alertsLine(settings.Values));
  saveServerSettings(home, settings);
  done.push(`Settings file (only its owner can read it): ${join(home, 'settings.json')}`);
  lock.release();
  return {
    settings,
    done,
    recoveryCode: secrets.recovery === before?.secrets.recovery ? undefined : secrets.recovery,
    firstAdmin: database.hasStaff ? undefined : firstAdminLink(settings.Values),
  };
}

/** Where alerts go; a clinic must know when they go nowhere. */
function alertsLine({ ALERT_EMAILS, ALERT_WEBHOOK_URL }: Record<string, string>): string {
  const places = [ALERT_EMAILS, ALERT_WEBHOOK_URL].filter(Boolean).join(' and ');
  return places ? `Alerts go to ${places}` : 'Alerts go nowhere: set alert_emails with npm run setup';
}

/** The administrator's password is used once and not kept. */
function withoutAdministrator(answers: Answers): Answers {
  if (answers.database_admin_url === undefined) return answers;
  const url = new URL(answers.database_admin_url);
  url.password = '';
  return { ...answers, database_admin_url: url.href };
}

function databaseUrls(answers: Answers, secrets: Secrets): { ownerUrl: string; appUrl: string } {
  if (answers.database === 'server') return roleUrls(answers.database_admin_url ?? '', secrets);
  return {
    ownerUrl: localDatabaseUrl('clinic_owner', secrets.owner, answers.database_port),
    appUrl: localDatabaseUrl('clinic_app', secrets.app, answers.database_port),
  };
}

/** What production refuses is refused in a trial too, but for its Stripe and its mail without TLS. */
function requireUsable({ answers, Values }: ServerSettings): void {
  readConfig(Values);
  if (answers.mode === 'production') return;
  const problems = productionProblems(Values).filter(
    ({ name }) => !name.startsWith('STRIPE_') && name !== 'CLINIC_MODE',
  );
  if (problems.length > 0)
    throw new Error(
      `Wrong settings: ${problems.map(({ name, problem }) => `${name} ${problem}`).join('; ')}.`,
    );
}

function makeFolder(folder: string, undo: Undo[]): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
}

type Preparation = {
  data: string;
  settings: ServerSettings;
  urls: { ownerUrl: string; appUrl: string };
  note: (pid: number) => void;
};
type Prepared = { done: string[]; hasStaff: boolean };

/** Starts what runs on this machine for as long as it takes to make, migrate and test it. */
async function prepare(
  { answers, undo, backup }: Steps,
  { data, settings, urls, note }: Preparation,
): Promise<Prepared> {
  const { secrets } = settings;
  const place = { data, answers, secrets };
  const parts: Part[] = [];
  const start = async (options: PartOptions | undefined, folder: string): Promise<void> => {
    if (options === undefined) return;
    if (!existsSync(folder)) undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const part = await startPart(options);
    note(part.pid);
    parts.push(part);
  };
  const done: string[] = [];
  try {
    await start(databasePart(place), clusterFolder(data));
    await start(storagePart(place), storageFolder(data));
    if (answers.database === 'embedded')
      done.push(`PostgreSQL on port ${answers.database_port}, its data in ${clusterFolder(data)}`);
    else done.push(await useOwnServer(answers.database_admin_url ?? '', secrets, undo));
    await requireAppRole(urls.appUrl);
    const { pending, hasStaff } = await schemaState(urls.ownerUrl);
    if (hasStaff && pending.length > 0)
      throw new Error(
        `The database lacks ${pending.length} migrations of this version. Run npm run upgrade first.`,
      );
    if (backup === undefined) {
      const { length } = await migrateLatest(urls.ownerUrl);
      if (length > 0) done.push(`Database tables: ${length} migrations applied`);
    } else done.push(...(await backup.load(settings)));
    if (answers.storage === 'local') done.push(`Storage with a key of its own in ${storageFolder(data)}`);
    return { done, hasStaff: hasStaff || backup !== undefined };
  } finally {
    for (const part of parts.toReversed()) await part.stop();
  }
}

/** A later setup has the administrator's address without the password, and everything is made already. */
async function useOwnServer(adminUrl: string, secrets: Secrets, undo: Undo[]): Promise<string> {
  if (new URL(adminUrl).password === '') return 'PostgreSQL: your server, as before';
  const { made } = await makeDatabase(adminUrl, secrets);
  undo.push(() => dropMade(adminUrl, made));
  return `PostgreSQL: ${made.length === 0 ? 'the roles and the database were there' : `made ${made.join(', ')}`}`;
}
