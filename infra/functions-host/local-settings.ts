/** Reads local.settings.json the way `func start` does: values for the environment, and where to listen. */
import { join } from 'node:path';
import { readJsonFile } from './host-config.ts';
import { isObject } from './settings.ts';

export type CorsSettings = { origins: readonly string[]; credentials: boolean };
export type LocalHostSettings = { port?: number; address?: string; cors?: CorsSettings };

/** Applies the file's `Values` to the environment, where a variable that already exists wins, and returns its `Host`. */
export function applyLocalSettings(appDirectory: string, env: NodeJS.ProcessEnv): LocalHostSettings {
  const settings = readJsonFile(join(appDirectory, 'local.settings.json'));
  if (settings === undefined) return {};
  if (settings.IsEncrypted !== false) {
    throw new Error('local.settings.json: set "IsEncrypted": false (absent means encrypted).');
  }
  if (isObject(settings.Values)) {
    for (const [name, value] of Object.entries(settings.Values)) env[name] ??= String(value);
  }
  const host = isObject(settings.Host) ? settings.Host : {};
  const origins = typeof host.CORS === 'string' ? parseOrigins(host.CORS) : [];
  return {
    ...(host.LocalHttpPort === undefined ? {} : { port: Number(host.LocalHttpPort) }),
    ...(typeof host.LocalHttpAddress === 'string' ? { address: host.LocalHttpAddress } : {}),
    ...(origins.length === 0 ? {} : { cors: { origins, credentials: host.CORSCredentials === true } }),
  };
}

/** `*`, or origins separated by commas. */
export function parseOrigins(text: string): string[] {
  return text
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');
}

/** Replaces every `%NAME%` by that environment variable; throws when there is none. */
export function resolveSettings(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value.`);
    return value;
  });
}
