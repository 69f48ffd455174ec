/** The secrets of one server, made at random once and kept by every later setup. */
import { randomBytes } from 'node:crypto';
import { newSettings } from '../local/settings.ts';

export type Secrets = {
  /** Passwords of the database's roles. */
  superuser: string;
  owner: string;
  app: string;
  /** Base64 of the key of the storage account on this machine. */
  storageKey: string;
  /** Settings of the app that are secret, by name. */
  values: Record<string, string>;
};

const OF_THE_APP = [
  'JWT_SECRET',
  'LINK_SECRET',
  'DATA_KEYS',
  'BLIND_INDEX_KEY',
  'AUDIT_SEAL_KEY',
  'SETUP_CODE',
];
const OF_THE_EMULATOR = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'];

/** New secrets; those of the Stripe emulator are used only when a trial chooses it. */
export function newSecrets(): Secrets {
  const { passwords, secrets } = newSettings();
  const values = [...OF_THE_APP, ...OF_THE_EMULATOR].map((name) => [name, secrets[name] ?? '']);
  return {
    ...passwords,
    storageKey: randomBytes(64).toString('base64'),
    values: Object.fromEntries(values) as Record<string, string>,
  };
}

/** Those of an earlier setup, with what was rotated in its settings since. */
export function keptSecrets(secrets: Secrets, values: Readonly<Record<string, string>>): Secrets {
  const current = OF_THE_APP.map((name) => [name, values[name] || secrets.values[name] || '']);
  return { ...secrets, values: { ...secrets.values, ...Object.fromEntries(current) } };
}
