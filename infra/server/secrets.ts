/** The secrets of one server, made at random once and kept by every later setup. */
import { randomBytes } from 'node:crypto';
import { newSettings, readable } from '../local/settings.ts';

export type Secrets = {
  /** Passwords of the database's roles. */
  superuser: string;
  owner: string;
  app: string;
  /** Base64 of the key of the storage account on this machine. */
  storageKey: string;
  /** Opens the settings that each backup carries; an earlier version made none. */
  recovery?: string | undefined;
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

/** 139 bits of chance, in groups of four letters and digits. */
const newRecoveryCode = (): string => readable(28);

/** New secrets; those of the Stripe emulator are used only when a trial chooses it. */
export function newSecrets(): Secrets {
  const { passwords, secrets } = newSettings();
  const values = [...OF_THE_APP, ...OF_THE_EMULATOR].map((name) => [name, secrets[name] ?? '']);
  return {
    ...passwords,
    storageKey: randomBytes(64).toString('base64'),
    recovery: newRecoveryCode(),
    values: Object.fromEntries(values) as Record<string, string>,
  };
}

/** Those of an earlier setup, with what was rotated in its settings since. */
export function keptSecrets(secrets: Secrets, values: Readonly<Record<string, string>>): Secrets {
  const current = OF_THE_APP.map((name) => [name, values[name] || secrets.values[name] || '']);
  const recovery = secrets.recovery ?? newRecoveryCode();
  return { ...secrets, recovery, values: { ...secrets.values, ...Object.fromEntries(current) } };
}
