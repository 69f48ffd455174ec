/** The secrets of one installation: made at random on first start, kept in a file only its owner can read. */
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Staff = { email: string; password: string; role: 'admin' | 'billing_clerk'; name: string };

export type Settings = {
  passwords: { superuser: string; owner: string; app: string };
  /** Environment keys whose values belong to this installation alone. */
  secrets: Record<string, string>;
  staff: Staff[];
  /** When the demo data was complete; undefined means the next start goes on with it. */
  seededAt?: string;
};

/** The settings of this folder, made now if there are none. */
export function loadSettings(directory: string): Settings {
  const file = settingsFile(directory);
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return JSON.parse(readFileSync(file, 'utf8')) as Settings;
  }
  const settings = newSettings();
  saveSettings(directory, settings);
  return settings;
}

/** Writes the file whole or not at all. */
export function saveSettings(directory: string, settings: Settings): void {
  mkdirSync(directory, { recursive: true });
  writePrivate(settingsFile(directory), settings);
}

/** Writes JSON that only the owner may read, whole or not at all. */
export function writePrivate(file: string, content: unknown): void {
  writeText(file, `${JSON.stringify(content, undefined, 2)}\n`, 0o600);
}

/** Writes a text with these rights, whole or not at all. */
export function writeText(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode, flush: true });
  chmodSync(`${file}.new`, mode);
  renameSync(`${file}.new`, file);
}

export function settingsFile(directory: string): string {
  return join(directory, 'settings.json');
}

/** New secrets, not yet written anywhere. */
export function newSettings(): Settings {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return {
    passwords: { superuser: random(24), owner: random(24), app: random(24) },
    secrets: {
      JWT_SECRET: random(48),
      LINK_SECRET: random(48),
      DATA_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      BLIND_INDEX_KEY: random(48),
      AUDIT_SEAL_KEY: random(48),
      SETUP_CODE: readable(16),
      STRIPE_SECRET_KEY: `sk_test_${randomBytes(24).toString('hex')}`,
      STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('hex')}`,
      TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
      TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    },
    staff: [
      { email: 'admin@demo.clinic', password: readable(16), role: 'admin', name: 'Avery Adams' },
      { email: 'clerk@demo.clinic', password: readable(16), role: 'billing_clerk', name: 'Casey Clarke' },
    ],
  };
}

/** Random text that is easy to type: no look-alikes, in groups of four. */
export function readable(length: number): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const characters = Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return characters.replace(/(.{4})(?=.)/g, '$1-');
}
