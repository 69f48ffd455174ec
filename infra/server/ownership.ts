/** Which folders become the service user's, and how far: the server's own ones whole, a backup folder never. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type OwnFolders = { home: string; data: string; backup: string | undefined };
export type Claim = {
  folder: string;
  /** With everything in it, or without. */
  whole: boolean;
};

/** What setup and the server themselves put into a folder of theirs. */
const OURS = [
  ...['settings.json', 'settings.json.new', 'tls', 'data'],
  ...['postgres', 'postgres.password', 'storage', 'stripe', 'logs', 'backups', 'lock.json', 'lock.json.new'],
  // At the root of a disk of its own.
  'lost+found',
];

/** Throws when the folder holds what is not this server's: it would be closed to whoever else uses it. */
export function requireOwnFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const foreign = readdirSync(folder).find((name) => !OURS.includes(name));
  if (foreign !== undefined)
    throw new Error(`${folder} holds other things (${foreign}): name a folder for this server alone`);
}

/**
 * What is given to the service's user. A backup folder that is there may be shared: of it only the backups that the
 * setup's user made. Throws when the service could then not write it; `canWrite` asks for its user.
 */
export function claimsOf(
  { home, data, backup }: OwnFolders,
  user: string,
  canWrite: (folder: string) => boolean,
): Claim[] {
  const own = [home, data].map((folder) => ({ folder, whole: true }));
  if (backup === undefined) return own;
  if (!existsSync(backup)) return [...own, { folder: backup, whole: false }];
  if (!canWrite(backup))
    throw new Error(
      `${backup} belongs to others, and the user ${user} may not write it. Give the backups a folder of their own: install -d -m 700 -o ${user} ${join(backup, 'clinic')}, then choose it with npm run setup.`,
    );
  const made = readdirSync(backup).filter((name) => /^\d{8}T\d{6}Z$/.test(name));
  return [...own, ...made.map((name) => ({ folder: join(backup, name), whole: true }))];
}
