/** The settings that the Functions app runs with locally: the example's, this installation's, then the caller's. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverHome } from './server-home.ts';
import type { Settings } from './settings.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where `npm start` keeps its state. */
export function defaultDirectory(): string {
  return join(ROOT, '.local');
}

export type Environment = Record<string, string>;

/** Where the parts of one system are. */
export type Addresses = {
  web: string;
  api: string;
  stripe: string;
  inbox: string;
  smtp: string;
  database: string;
  storage: string;
  /** Checks what the inbox says became of e-mails. */
  eventsKey: string;
  logs: string;
};

/** The keys that local.settings.example.json names, with its values. */
export function exampleSettings(): Environment {
  return valuesIn(join(ROOT, 'local.settings.example.json'));
}

/**
 * What a person set on purpose: local.settings.json, over it the settings of the server that CLINIC_HOME names, and over
 * them the environment, as Core Tools do it. An empty value counts too, so that a setting can be missing on purpose. A value
 * of the file that is still the example's was copied, not chosen: a fresh copy of the example changes nothing.
 */
export function chosenSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file = join(ROOT, 'local.settings.json'),
): Environment {
  const chosen = { ...(existsSync(file) ? changedIn(file) : {}), ...serverHome(environment)?.Values };
  for (const key of Object.keys(exampleSettings())) {
    const value = environment[key];
    if (value !== undefined) chosen[key] = value;
  }
  return chosen;
}

/** A real service stands in for a local part when its address is set. */
export function isChosen(chosen: Environment, key: string): boolean {
  const value = chosen[key] ?? '';
  return value !== '' && value !== exampleSettings()[key];
}

/**
 * Why `npm start` may not start with these settings, in one line; undefined when it may. It is for trying the clinic:
 * its stand-ins for Stripe, mail and texts must never serve a clinic's real patients.
 */
export function refusalToStart(chosen: Environment): string | undefined {
  if (chosen.CLINIC_MODE !== undefined && chosen.CLINIC_MODE !== 'local')
    return `CLINIC_MODE is ${chosen.CLINIC_MODE}: npm start is for local mode only. Unset it, or run the app in the Functions host.`;
  if (/^(sk|rk)_live_/.test(chosen.STRIPE_SECRET_KEY ?? ''))
    return 'STRIPE_SECRET_KEY is a live key: npm start takes test keys only.';
  if (isChosen(chosen, 'STRIPE_SECRET_KEY') && !isChosen(chosen, 'STRIPE_WEBHOOK_SECRET'))
    return 'STRIPE_WEBHOOK_SECRET is missing: it belongs to the Stripe account of STRIPE_SECRET_KEY.';
  return undefined;
}

/** Demo patients and invoices go only into a database and a Stripe that this command made. */
export function mayHaveDemoData(chosen: Environment): boolean {
  const real = ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'STRIPE_API_BASE', 'SMTP_URL', 'TWILIO_ACCOUNT_SID'];
  return !real.some((key) => isChosen(chosen, key));
}

/** Everything the host is started with. */
export function hostEnvironment(settings: Settings, addresses: Addresses, chosen: Environment): Environment {
  return {
    ...systemEnvironment(),
    ...exampleSettings(),
    ...settings.secrets,
    WEB_URL: addresses.web,
    DATABASE_URL: addresses.database,
    AzureWebJobsStorage: addresses.storage,
    // Keys of a real account belong to the real service, not to its stand-in.
    STRIPE_API_BASE: isChosen(chosen, 'STRIPE_SECRET_KEY') ? '' : addresses.stripe,
    SMTP_URL: addresses.smtp,
    TWILIO_API_BASE: isChosen(chosen, 'TWILIO_ACCOUNT_SID') ? '' : addresses.inbox,
    TWILIO_FROM: '+15550100000',
    SENDGRID_WEBHOOK_KEY: addresses.eventsKey,
    // The web server, and before it what ends TLS.
    TRUSTED_PROXIES: chosen.WEB_URL?.startsWith('https://') ? '2' : '1',
    LOG_FILE: join(addresses.logs, 'clinic.jsonl'),
    WATCHED_FOLDERS: addresses.logs,
    ...chosen,
  };
}

/** What any program needs from the machine, and none of the caller's secrets. */
export function systemEnvironment(): Environment {
  const names = [
    'PATH',
    'HOME',
    'TMPDIR',
    'TEMP',
    'SystemRoot',
    'LANG',
    'NODE_EXTRA_CA_CERTS',
    'FORCE_COLOR',
  ];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function changedIn(file: string): Environment {
  const example = exampleSettings();
  return Object.fromEntries(
    Object.entries(valuesIn(file)).filter(([name, value]) => value !== example[name]),
  );
}

function valuesIn(file: string): Environment {
  const { Values } = JSON.parse(readFileSync(file, 'utf8')) as { Values?: Environment };
  return Values ?? {};
}
