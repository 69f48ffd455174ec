/** The composition root: joins every edge to its port, once per process. */

import type { Clinic, Clock, Log } from './capabilities/ports/common.ts';
import type { StripePort } from './capabilities/ports/stripe.ts';
import type { App } from './capabilities/ports.ts';
import { wakingDatabase } from './capabilities/work/wake.ts';
import { type Config, readConfig } from './config.ts';
import { QUEUES } from './contracts/queues.ts';
import { createBlobs } from './edges/blobs/storage-blobs.ts';
import { withCrashPoints } from './edges/crash-points.ts';
import { createCsv } from './edges/csv/csv.ts';
import { createLog } from './edges/log.ts';
import { certificateOf, type WatchedMachine } from './edges/machine.ts';
import { createCounter, createMetrics } from './edges/metrics.ts';
import { createPdf } from './edges/pdf/pdf.ts';
import { clinicCountry, createPhones } from './edges/phones/phones.ts';
import { createBackups } from './edges/postgres/backups.ts';
import { connectionShares } from './edges/postgres/connection-shares.ts';
import { createDatabase } from './edges/postgres/database.ts';
import { createPool } from './edges/postgres/pool.ts';
import { scratchBeside } from './edges/postgres/verify-backup.ts';
import { createQueues } from './edges/queues/storage-queues.ts';
import { createEncryption } from './edges/security/encryption.ts';
import { createPasswords } from './edges/security/passwords.ts';
import { createRateLimits } from './edges/security/rate-limits.ts';
import { createSeals } from './edges/security/seals.ts';
import { createSecondFactors } from './edges/security/second-factor.ts';
import { createTokens } from './edges/security/tokens.ts';
import { createSms } from './edges/sms/twilio.ts';
import { accountIn } from './edges/storage-account.ts';
import { createStripe } from './edges/stripe/client.ts';
import { measuredStripe } from './edges/stripe/measured.ts';
import { createZip } from './edges/zip/zip.ts';
import { NEWEST_MIGRATION } from './newest-migration.ts';
import { mailOf, operatorChannels } from './operators.ts';

const given = (values: readonly (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined);

/** What the settings say of the clinic. */
const clinicOf = (config: Config): Clinic => ({
  id: config.CLINIC_ID,
  name: config.CLINIC_NAME,
  email: config.CLINIC_EMAIL,
  phone: config.CLINIC_PHONE,
  timeZone: config.CLINIC_TIME_ZONE,
  currency: config.CLINIC_CURRENCY,
  numberPrefix: config.INVOICE_NUMBER_PREFIX,
  webUrl: config.WEB_URL.replace(/\/$/, ''),
  livemode: /^(sk|rk)_live_/.test(config.STRIPE_SECRET_KEY),
  refundSelfApproval: config.REFUND_SELF_APPROVAL,
});

/** Builds the app from settings. Opens no connection yet. */
export function createApp(
  config: Config,
  clock: Clock = { now: () => new Date() },
): App & { metrics: { start(): void }; close(): Promise<void> } {
  const { counter, log } = observation(config);
  const { copies, ...pools } = poolsOf(config, log);
  const encryption = createEncryption(config.DATA_KEYS, Buffer.from(config.BLIND_INDEX_KEY));
  const db = createDatabase(pools, encryption, NEWEST_MIGRATION);
  const storage = accountIn(config, 'AzureWebJobsStorage') ?? '';
  const backupStorage = accountIn(config, 'BACKUP_STORAGE');
  const blobs = createBlobs(storage, 'clinic-records');
  const threadDied = (of: string) => (error: unknown) =>
    log.error('thread_died', { of, error: String(error) });
  const pdf = createPdf(threadDied('pdf'));
  const passwords = createPasswords(threadDied('passwords'));
  const mail = mailOf(config);
  const machine = machineOf(config);
  const metrics = createMetrics({ counter, store: db.read.metrics, pool: pools.main, machine, log });
  const app = {
    clock,
    clinic: clinicOf(config),
    db,
    stripe: measuredStripe(stripeOf(config), counter, log),
    queues: createQueues(storage, QUEUES, log),
    blobs,
    backups: createBackups(copies, config.DATA_KEYS, {
      records: blobs,
      scratchUrl: config.BACKUP_SCRATCH_URL ?? scratchBeside(config.DATABASE_URL),
      place: backupStorage ? createBlobs(backupStorage, 'clinic-backups') : blobs,
    }),
    phones: createPhones(countryOf(config)),
    pdf,
    csv: createCsv(),
    zip: createZip(),
    mail,
    channels: operatorChannels(config, mail),
    sms: createSms(twilioOf(config)),
    tokens: createTokens(tokenSecrets(config), clock),
    passwords,
    secondFactors: createSecondFactors(config.CLINIC_NAME),
    seals: createSeals(config.AUDIT_SEAL_KEY, config.AUDIT_SEAL_PUBLIC_KEYS),
    limits: createRateLimits(pools.main),
    log,
    metrics,
    metricsToken: config.METRICS_TOKEN,
    trustedProxies: config.TRUSTED_PROXIES,
    checksReplies: config.CHECK_REPLIES ?? config.CLINIC_MODE === 'local',
    close: async () => {
      metrics.stop();
      await db.close();
      await copies.end();
      await Promise.all([pdf.close(), passwords.close()]);
      log.flush();
    },
  };
  const made = config.CRASH_FILE ? withCrashPoints(app, config.CRASH_FILE) : app;
  return { ...made, db: wakingDatabase(made.db, made.queues) };
}

/** The log, and the counter of what is logged and measured. */
function observation(config: Config) {
  const counter = createCounter();
  const log = createLog({
    level: config.LOG_LEVEL,
    file: config.LOG_FILE,
    megabytes: config.LOG_MEGABYTES,
    days: config.LOG_DAYS,
    counted: (name, outcome) => counter.count({ kind: 'log', name, outcome, milliseconds: 0 }),
  });
  return { counter, log };
}

const machineOf = (config: Config): WatchedMachine => ({
  folders: config.WATCHED_FOLDERS,
  certificate: certificateOf(config.WEB_URL, config.WATCHED_CERTIFICATE),
});

const stripeOf = (config: Config): StripePort =>
  createStripe({
    secretKey: config.STRIPE_SECRET_KEY,
    webhookSecrets: config.STRIPE_WEBHOOK_SECRET.split(','),
    apiBase: config.STRIPE_API_BASE,
  });

const tokenSecrets = (config: Config) => ({
  jwtSecrets: given([config.JWT_SECRET, config.JWT_SECRET_PREVIOUS]),
  linkSecrets: given([config.LINK_SECRET, config.LINK_SECRET_PREVIOUS]),
  setupCode: config.SETUP_CODE,
});

const countryOf = (config: Config) =>
  clinicCountry({
    country: config.CLINIC_COUNTRY,
    timeZone: config.CLINIC_TIME_ZONE,
    currency: config.CLINIC_CURRENCY,
  });

/** The shares of the connections. Copying a table takes as long as it takes. */
function poolsOf({ DATABASE_URL: url, DATABASE_POOL_MAX: max }: Config, log: Log) {
  const shares = connectionShares(max);
  return {
    main: createPool({ url, max: shares.main }, log),
    desk: createPool({ url, max: shares.desk, keepsPlans: true }, log),
    reports: createPool({ url, max: shares.reports }, log),
    copies: createPool({ url, max: 2, queryTimeoutMilliseconds: null }, log),
  };
}

function twilioOf(config: Config) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = config;
  if (!accountSid || !authToken || !from) return undefined;
  const { WEB_URL: webUrl, TWILIO_API_BASE: standIn } = config;
  // Twilio refuses an address that it cannot reach; its stand-in on this machine reaches them all.
  const reachable = webUrl.startsWith('https://') || standIn !== undefined;
  return {
    apiBase: standIn ?? 'https://api.twilio.com',
    accountSid,
    authToken,
    from,
    statusCallbackUrl: reachable ? `${webUrl.replace(/\/$/, '')}/api/v1/webhooks/twilio` : undefined,
  };
}

let running: ReturnType<typeof createApp> | undefined;

/** The app of this process, made at its start. */
export function runningApp(): App {
  if (running === undefined) {
    running = createApp(readConfig(process.env));
    running.metrics.start();
  }
  return running;
}

/** Ends the connections of this process's app, after what it counted is kept. */
export async function closeApp(): Promise<void> {
  await running?.metrics.flush().catch(() => undefined);
  await running?.close();
  running = undefined;
}
