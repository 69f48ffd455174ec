/** Which parts a system is made of, what each needs first, and the order that follows from it. */
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrateLatest } from '../operate/migrate.ts';
import type { Part, PartOptions, Ready } from '../processes/part.ts';
import { choosePorts } from '../processes/ports.ts';
import {
  type Environment,
  exampleSettings,
  hostEnvironment,
  isChosen,
  mayHaveDemoData,
  ROOT,
  systemEnvironment,
} from './environment.ts';
import { step } from './progress.ts';
import type { PartName, PortName, Run, SystemOptions } from './run.ts';
import type { Settings } from './settings.ts';

/** What must be up, or built, before a part can start. */
const NEEDS: Record<PartName, readonly PartName[]> = {
  postgres: [],
  storage: [],
  inbox: [],
  stripe: [],
  // The built app, which either host loads.
  functions: [],
  host: ['postgres', 'storage', 'inbox', 'stripe', 'functions'],
  web: [],
};

export type Assembly = SystemOptions & {
  /** Known to the web server and the hosts alone, so that a host believes the web server's word about its clients. */
  proxyToken: string;
  settings: Settings;
  ports: Record<PortName, number>;
  chosen: Environment;
  start(part: PartOptions): Promise<Part>;
};

const local = (port: number): string => `http://127.0.0.1:${port}`;

/** Starts all parts, as many at a time as their needs allow, and answers where they are. */
export async function assemble(assembly: Assembly): Promise<Run> {
  const { settings, ports, chosen, directory } = assembly;
  const wanted = withNeeds(assembly.only ?? (Object.keys(NEEDS) as PartName[]));
  const hosts = await hostPorts(assembly);
  const api = local(hosts[0] ?? ports.api);
  const begun = new Map<PartName, Promise<Ready>>();
  const begin = (name: PartName, work: () => Promise<Ready>): Promise<Ready> => {
    const promise = wanted.has(name) ? work() : Promise.resolve({});
    // A failure is reported by the await below; until then it must not count as unhandled.
    promise.catch(() => undefined);
    begun.set(name, promise);
    return promise;
  };

  const database = begin('postgres', () => startDatabase(assembly));
  const storage = begin('storage', () => startStorage(assembly));
  const inbox = begin('inbox', () => startInbox(assembly, `${api}/api/v1/webhooks/sendgrid`));
  void begin('stripe', () => startStripe(assembly, `${api}/api/v1/webhooks/stripe`));
  void begin('functions', async () => ({
    built: await step(assembly.log, 'Functions app', () => buildPart('functions')),
  }));
  void begin('web', () => startWeb(assembly, api));

  const described = async (): Promise<Run> => {
    const { appUrl, ownerUrl } = await database;
    return {
      web: local(ports.web),
      api,
      stripe: isRealStripe(chosen) ? chosen.STRIPE_API_BASE || 'https://api.stripe.com' : local(ports.stripe),
      inbox: local(ports.inbox),
      database: String(appUrl ?? ''),
      databaseOwner: ownerUrl === undefined ? null : String(ownerUrl),
      storage: `${local(ports.blob)}/devstoreaccount1`,
      storageConnection: String((await storage).connection ?? ''),
      smtp: `smtp://127.0.0.1:${ports.smtp}`,
      eventsKey: String((await inbox).eventsKey ?? ''),
      hosts: hosts.map(local),
      staff: mayHaveDemoData(chosen)
        ? settings.staff.map(({ email, password, role }) => ({ email, password, role }))
        : [],
      setupCode: settings.secrets.SETUP_CODE ?? '',
      directory,
      pid: process.pid,
    };
  };
  void begin('host', async () => {
    await Promise.all(NEEDS.host.map((need) => begun.get(need)));
    return startHosts(assembly, hosts, await described());
  });
  await Promise.all(begun.values());
  return described();
}

function withNeeds(names: readonly PartName[]): ReadonlySet<PartName> {
  return new Set(names.flatMap((name) => [...NEEDS[name], name]));
}

async function hostPorts({ ports, hostCount = 1 }: Assembly): Promise<number[]> {
  const more = Array.from({ length: hostCount - 1 }, (_, index) => [
    `host${index + 2}`,
    ports.api + index + 1,
  ]);
  return [ports.api, ...Object.values(await choosePorts(Object.fromEntries(more) as Record<string, number>))];
}

async function startDatabase(assembly: Assembly): Promise<Ready> {
  const { chosen, directory, ports, settings } = assembly;
  if (isChosen(chosen, 'DATABASE_URL')) {
    const ownerUrl = process.env.DATABASE_OWNER_URL;
    if (ownerUrl !== undefined) await step(assembly.log, 'Migrations', () => migrateLatest(ownerUrl));
    return { appUrl: chosen.DATABASE_URL, ...(ownerUrl === undefined ? {} : { ownerUrl }) };
  }
  const { superuser, owner, app } = settings.passwords;
  const ready = await startLogged(assembly, `PostgreSQL on port ${ports.postgres}`, {
    name: 'postgres',
    main: 'local/postgres/server.ts',
    args: ['--folder', join(directory, 'postgres'), '--port', String(ports.postgres)],
    env: {
      ...systemEnvironment(),
      POSTGRES_PASSWORD: superuser,
      CLINIC_OWNER_PASSWORD: owner,
      CLINIC_APP_PASSWORD: app,
    },
  });
  await step(assembly.log, 'Migrations', () => migrateLatest(String(ready.ownerUrl)));
  return ready;
}

async function startStorage(assembly: Assembly): Promise<Ready> {
  const { chosen, directory, ports } = assembly;
  if (isChosen(chosen, 'AzureWebJobsStorage')) return { connection: chosen.AzureWebJobsStorage };
  return startLogged(assembly, `Azurite on ports ${ports.blob} and ${ports.queue}`, {
    name: 'storage',
    main: 'local/storage/server.ts',
    args: [
      ...['--folder', join(directory, 'azurite')],
      ...['--blob-port', String(ports.blob), '--queue-port', String(ports.queue)],
    ],
    env: systemEnvironment(),
  });
}

function startInbox(assembly: Assembly, eventsUrl: string): Promise<Ready> {
  const { directory, ports, settings } = assembly;
  const { TWILIO_ACCOUNT_SID = '', TWILIO_AUTH_TOKEN = '' } = settings.secrets;
  return startLogged(assembly, `Mail and SMS inbox on port ${ports.inbox}`, {
    name: 'inbox',
    main: 'local/inbox/main.ts',
    args: [
      ...['--port', String(ports.inbox), '--smtp-port', String(ports.smtp)],
      ...['--data', join(directory, 'inbox'), '--events-url', eventsUrl],
    ],
    env: { ...systemEnvironment(), TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN },
  });
}

async function startStripe(assembly: Assembly, webhookUrl: string): Promise<Ready> {
  const { chosen, directory, ports, settings } = assembly;
  if (isRealStripe(chosen)) return {};
  const key = (name: string): string => chosen[name] || settings.secrets[name] || '';
  return startLogged(assembly, `Stripe emulator on port ${ports.stripe}`, {
    name: 'stripe',
    main: 'processes/stripe-emulator.ts',
    args: ['--port', String(ports.stripe), '--data', join(directory, 'stripe')],
    env: {
      ...systemEnvironment(),
      STRIPE_SECRET_KEY: key('STRIPE_SECRET_KEY'),
      STRIPE_WEBHOOK_SECRET: key('STRIPE_WEBHOOK_SECRET'),
      STRIPE_WEBHOOK_URL: webhookUrl,
      STRIPE_MERCHANT_NAME: chosen.CLINIC_NAME || exampleSettings().CLINIC_NAME || '',
      STRIPE_SETTLEMENT_CURRENCIES: chosen.STRIPE_SETTLEMENT_CURRENCIES || '',
    },
  });
}

function isRealStripe(chosen: Environment): boolean {
  return isChosen(chosen, 'STRIPE_API_BASE') || isChosen(chosen, 'STRIPE_SECRET_KEY');
}

async function startHosts(assembly: Assembly, hosts: readonly number[], run: Run): Promise<Ready> {
  const { settings, chosen, directory } = assembly;
  const addresses = { ...run, storage: run.storageConnection, logs: join(directory, 'logs') };
  const env = hostEnvironment(settings, addresses, chosen);
  const started = hosts.map((port, index) =>
    startLogged(assembly, `Functions host on port ${port}`, {
      name: index === 0 ? 'host' : `host${index + 1}`,
      main: 'processes/functions-host.ts',
      args: ['--port', String(port)],
      cwd: ROOT,
      env: { ...env, ...workerProcesses(), PROXY_TOKEN: assembly.proxyToken },
      stopWithinMs: 30_000,
    }),
  );
  return (await Promise.all(started))[0] ?? {};
}

async function startWeb(assembly: Assembly, api: string): Promise<Ready> {
  const { ports, chosen } = assembly;
  await step(assembly.log, 'Portal', () => buildPart('web'));
  const pay = isRealStripe(chosen) ? 'https://checkout.stripe.com' : local(ports.stripe);
  const tls = chosen.WEB_URL?.startsWith('https://') ? ['--tls'] : [];
  return startLogged(assembly, `Web on port ${ports.web}`, {
    name: 'web',
    main: 'local/web/main.ts',
    args: ['--port', String(ports.web), '--api', api, '--pay', pay, ...tls],
    env: { ...systemEnvironment(), PROXY_TOKEN: assembly.proxyToken },
  });
}

/** A build is heavy and short: a process of its own leaves the other parts free to come up beside it. */
async function buildPart(name: 'functions' | 'web'): Promise<string> {
  const build = promisify(execFile)(process.execPath, [join(ROOT, 'infra/build.ts'), name], { cwd: ROOT });
  const { stdout } = await build.catch((error: { stderr: string }) => {
    throw new Error(error.stderr.trim());
  });
  return stdout.trim();
}

/** Starts a child whose lines go to a log file of its own, and says when it is ready. */
async function startLogged(assembly: Assembly, title: string, part: PartOptions): Promise<Ready> {
  const logs = join(assembly.directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const started = await step(assembly.log, title, () =>
    assembly.start({
      ...part,
      onLine: (line, stream) => {
        appendFileSync(join(logs, `${part.name}.log`), `${line}\n`);
        assembly.output?.(part.name, line, stream);
      },
    }),
  );
  return started.ready;
}

/** How many processes of the host share its port, as Azure reads it from the same setting. */
function workerProcesses(): Environment {
  const { FUNCTIONS_WORKER_PROCESS_COUNT: count } = process.env;
  return count === undefined ? {} : { FUNCTIONS_WORKER_PROCESS_COUNT: count };
}
