/**
 * `npm run stripe:check [-- --home DIR] [--dry-run] [--replace] [--url URL] [--secret-file FILE]`: the account, the key, and the
 * webhook endpoint, which is made or corrected, then a test event from end to end. `--dry-run` changes nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDirectory } from '../local/environment.ts';
import type { Run } from '../local/run.ts';
import { writeText } from '../local/settings.ts';
import { loadServerSettings, requireServerSettings, saveServerSettings } from '../server/settings-file.ts';
import { show } from './finding.ts';
import { checkStripe } from './stripe/check.ts';
import type { StripeValues } from './stripe/connection.ts';
import { webhookUrl } from './stripe/endpoint.ts';
import { toolSettings } from './tool-app.ts';

type Clinic = {
  values: StripeValues;
  /** The API on this machine. */
  localApi: string | undefined;
  store: ((secret: string) => void) | undefined;
};

/** The server of the folder, or whatever the environment names or runs here. */
function clinicAt(home: string | undefined, secretFile: string | undefined): Clinic {
  if (home === undefined) {
    const file = join(defaultDirectory(), 'run.json');
    const run = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : undefined;
    const store =
      secretFile === undefined ? undefined : (secret: string) => writeText(secretFile, `${secret}\n`, 0o600);
    return { values: toolSettings(), localApi: run?.api, store };
  }
  const { Values, answers } = requireServerSettings(home);
  return {
    values: Values,
    localApi: `http://127.0.0.1:${answers.api_port}`,
    store: (secret) => storeSecret(home, secret),
  };
}

/** The new secret first; what was signed with the one before is taken until the next setup. */
export function storeSecret(home: string, secret: string): void {
  const settings = loadServerSettings(home);
  if (settings === undefined) throw new Error(`${home} has no settings any more.`);
  const [before] = (settings.Values.STRIPE_WEBHOOK_SECRET ?? '').split(',');
  const both = before ? `${secret},${before}` : secret;
  const { answers, secrets } = settings;
  const values = { ...secrets.values, STRIPE_WEBHOOK_SECRET: secret };
  const isAccount = answers.stripe === 'account';
  saveServerSettings(home, {
    ...settings,
    ...(isAccount
      ? { answers: { ...answers, stripe_webhook_secret: both } }
      : { secrets: { ...secrets, values } }),
    // The emulator signs with one.
    Values: { ...settings.Values, STRIPE_WEBHOOK_SECRET: isAccount ? both : secret },
  });
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      home: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      replace: { type: 'boolean', default: false },
      url: { type: 'string' },
      'secret-file': { type: 'string' },
    },
  });
  const home = options.home ?? process.env.CLINIC_HOME;
  const clinic = clinicAt(home === undefined ? undefined : resolve(home), options['secret-file']);
  const isWell = await checkStripe(
    {
      ...clinic,
      url: options.url ?? webhookUrl(clinic.values, clinic.localApi),
      mayChange: !options['dry-run'],
      replace: options.replace && !options['dry-run'],
      sendsEvent: !options['dry-run'],
    },
    show,
  );
  process.stdout.write(
    isWell ? 'Stripe is ready.\n' : 'Stripe is not ready: see the lines that begin with "bad".\n',
  );
  process.exitCode = isWell ? 0 : 1;
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
