/** The one settings file of a server: answers, secrets, and the values that the app reads; its owner's alone. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../functions/config.ts';
import { exampleSettings } from '../local/environment.ts';
import { writePrivate } from '../local/settings.ts';
import { type Answers, readAnswers } from './answers.ts';
import type { Secrets } from './secrets.ts';
import { closest } from './spelling.ts';

export type ServerSettings = {
  version: 1;
  answers: Answers;
  secrets: Secrets;
  /** Connects as the owner of the schema; for tools, never for the app. */
  ownerUrl: string;
  /** The settings of the app by name, as in local.settings.example.json. */
  Values: Record<string, string>;
};

export const settingsPath = (home: string): string => join(home, 'settings.json');

/** What an earlier setup wrote; undefined when there was none. Throws when the file is open to others or damaged. */
export function loadServerSettings(home: string): ServerSettings | undefined {
  const file = settingsPath(home);
  if (!existsSync(file)) return undefined;
  const { mode: fullMode, uid } = statSync(file);
  const mode = fullMode & 0o777;
  // What root would write, the service's own user could not read any more.
  if (process.getuid?.() === 0 && uid !== 0)
    throw new Error(`${file} belongs to another user. Run this as that user: sudo -u '#${uid}' npm run …`);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others (mode ${mode.toString(8)}). Run: chmod 600 ${file}`);
  const settings = parsed(file);
  if (settings.version !== 1) throw new Error(`${file} is of another version of this program.`);
  return settings;
}

const PARTS = ['answers', 'secrets', 'Values', 'ownerUrl'] as const;

function parsed(file: string): ServerSettings {
  const damaged = (why: string): Error =>
    new Error(
      `${file} is damaged: ${why}. Put the copy that was kept in its place, or make the server anew: npm run setup -- --from-backup FOLDER.`,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw damaged((error as Error).message.replace(/\s*\n[\s\S]*/, ''));
  }
  if (typeof content !== 'object' || content === null) throw damaged('it holds no settings');
  const missing = PARTS.find((name) => !(content as Partial<ServerSettings>)[name]);
  if (missing !== undefined) throw damaged(`${missing} is missing`);
  return content as ServerSettings;
}

/** The settings that a server starts with. Throws one line that names everything that is wrong. */
export function requireServerSettings(home: string): ServerSettings {
  const settings = loadServerSettings(home);
  if (settings === undefined)
    throw new Error(`${settingsPath(home)} does not exist. Run npm run setup first, or name another --home.`);
  // An answer that is newer than the file has its default.
  const { answers = settings.answers, problems } = readAnswers(settings.answers);
  const unknown = unknownSettings(settings.Values);
  const wrong = [...problems.map(({ field, problem }) => `${field} ${problem}`), ...unknown];
  if (wrong.length > 0) throw new Error(`${settingsPath(home)}: ${wrong.join('; ')}.`);
  readConfig(settings.Values);
  return { ...settings, answers };
}

/** Writes the file whole or not at all, for its owner only. */
export function saveServerSettings(home: string, settings: ServerSettings): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writePrivate(settingsPath(home), settings);
}

function unknownSettings(values: Record<string, string>): string[] {
  const known = [...Object.keys(exampleSettings()), 'CRASH_FILE'];
  return Object.keys(values)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      return `${name} is not a setting${meant ? `; did you mean ${meant}?` : ''}`;
    });
}
