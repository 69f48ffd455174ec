/**
 * `npm run keys:rotate -- jwt | link | data [--finish]`: makes a new key for the system of this folder, beside the old
 * one for as long as both are needed; `--finish` drops the old one. Says what to set where the settings live elsewhere.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEncryption } from '../../functions/edges/security/encryption.ts';
import { defaultDirectory } from '../local/environment.ts';
import { withClient } from '../local/postgres/roles.ts';
import { loadSettings, saveSettings, settingsFile } from '../local/settings.ts';
import { countUnderOldKeys, ringOf } from './keys-rotate-data.ts';
import { runningSystem } from './running-system.ts';

type Secrets = Record<string, string>;
type Kind = 'jwt' | 'link' | 'data';

/** How long tokens and links of the old key may still be about. */
const OVERLAP: Record<Kind, string> = {
  jwt: '15 minutes, the life of an access token',
  link: '30 days, the life of a receipt’s link',
  data: 'as long as backups from before are kept',
};

/** The secrets with a new key, the old one behind it. `random`: so many bytes. */
export function rotated(kind: Kind, secrets: Secrets, random: (bytes: number) => Buffer): Secrets {
  if (kind !== 'data') {
    const name = `${kind.toUpperCase()}_SECRET`;
    return {
      ...secrets,
      [name]: random(48).toString('base64url'),
      [`${name}_PREVIOUS`]: secrets[name] ?? '',
    };
  }
  const ring = (secrets.DATA_KEYS ?? '').split(',').filter(Boolean);
  const numbers = ring.map((entry) => Number(/^k(\d+):/.exec(entry)?.[1] ?? 0));
  const next = `k${Math.max(0, ...numbers) + 1}:${random(32).toString('base64')}`;
  return { ...secrets, DATA_KEYS: [next, ...ring].join(',') };
}

/** The secrets without what the new key has replaced. */
export function finished(kind: Kind, secrets: Secrets): Secrets {
  if (kind === 'data') return { ...secrets, DATA_KEYS: (secrets.DATA_KEYS ?? '').split(',')[0] ?? '' };
  const { [`${kind.toUpperCase()}_SECRET_PREVIOUS`]: _, ...rest } = secrets;
  return rest;
}

/** What has changed, by name only: a terminal is no place for secrets. */
const changed = (before: Secrets, after: Secrets): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );

/** Throws while the database holds anything under a key that would be dropped: it could never be read again. */
export async function requireUnused(url: string, dataKeys: string): Promise<void> {
  await withClient(url, async (client) => {
    const left = await countUnderOldKeys(client, createEncryption(ringOf(dataKeys), Buffer.alloc(32)));
    if (left > 0) {
      throw new Error(
        `${left} values are still under an old key. Run npm run keys:rotate-data first. Nothing was changed.`,
      );
    }
  });
}

async function main(kind: string | undefined, finish: boolean): Promise<void> {
  if (kind !== 'jwt' && kind !== 'link' && kind !== 'data') {
    throw new Error('Name the key to rotate: jwt, link or data.');
  }
  const directory = defaultDirectory();
  if (!existsSync(settingsFile(directory))) {
    throw new Error('There is no installation in this folder; start it once with npm start.');
  }
  const settings = loadSettings(directory);
  if (finish && kind === 'data')
    await requireUnused(runningSystem().database, settings.secrets.DATA_KEYS ?? '');
  const secrets = finish ? finished(kind, settings.secrets) : rotated(kind, settings.secrets, randomBytes);
  saveSettings(directory, { ...settings, secrets });
  const names = changed(settings.secrets, secrets).join(' and ');
  const lines = finish
    ? [`The old key is gone: ${names || 'nothing'} changed in ${settingsFile(directory)}.`]
    : [
        `A new key: ${names} changed in ${settingsFile(directory)}. Restart to use it.`,
        ...(kind === 'data' ? ['After the restart, not before it: npm run keys:rotate-data'] : []),
        `Keep the old key for ${OVERLAP[kind]}. Then: npm run keys:rotate -- ${kind} --finish, and restart.`,
      ];
  lines.push(
    `Where the settings live elsewhere (Azure: application settings), set ${names} there in the same way.`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (import.meta.main) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { finish: { type: 'boolean' } },
    });
    await main(positionals[0] ?? 'jwt', values.finish ?? false);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
