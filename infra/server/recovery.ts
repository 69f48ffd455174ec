/** A copy of the settings inside each backup, sealed with a code that is written down: it makes a server of an empty machine. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST } from '../../functions/edges/postgres/dump.ts';
import { writePrivate } from '../local/settings.ts';
import type { ServerSettings } from './settings-file.ts';

export const SEALED_SETTINGS = 'settings.sealed.json';
type Sealed = { version: 1; salt: string; iv: string; tag: string; settings: string };

/** Writes the sealed settings into the folder of a backup. */
export function sealSettings(folder: string, settings: ServerSettings, code: string): void {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(code, salt), iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(settings)), cipher.final()]);
  const sealed: Sealed = {
    version: 1,
    salt: salt.toString('base64'),
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    settings: text.toString('base64'),
  };
  writePrivate(join(folder, SEALED_SETTINGS), sealed);
}

/** Opens the settings of a backup. Throws one sentence when they are missing, or the code is another one. */
export function openSettings(backup: string, code: string): ServerSettings {
  const file = join(backup, SEALED_SETTINGS);
  if (!existsSync(file))
    throw new Error(`${file} does not exist: restore this backup with the settings.json that was kept.`);
  try {
    const sealed = JSON.parse(readFileSync(file, 'utf8')) as Sealed;
    const bytes = (field: Exclude<keyof Sealed, 'version'>): Buffer => Buffer.from(sealed[field], 'base64');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(code, bytes('salt')), bytes('iv'), {
      authTagLength: 16,
    });
    decipher.setAuthTag(bytes('tag'));
    const text = Buffer.concat([decipher.update(bytes('settings')), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as ServerSettings;
  } catch {
    throw new Error(`The recovery code does not open ${file}, or the file is damaged.`);
  }
}

/** The folder itself when it is a whole backup, otherwise the newest whole one in it. */
export function newestBackup(folder: string): string {
  if (existsSync(join(folder, MANIFEST))) return folder;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`The backup folder ${folder} does not exist.`);
  const newest = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, MANIFEST)))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error(`There is no whole backup in ${folder}.`);
  return join(folder, newest);
}

/** Capitals, spaces and dashes of what was typed do not matter. */
const keyOf = (code: string, salt: Buffer): Buffer =>
  scryptSync(code.toLowerCase().replace(/[^a-z0-9]/g, ''), salt, 32);
