/**
 * Watches the app from outside. Alerts come from the app and its database; when those are down, only the supervisor can say
 * so. It sends on the same channels, which need neither.
 */
import type { AlertChannel } from '../../functions/capabilities/ports/alerts.ts';
import { readConfig } from '../../functions/config.ts';
import type { AlertNotice } from '../../functions/domain/alert-message.ts';
import { mailOf, operatorChannels } from '../../functions/operators.ts';

const LOOK_EVERY_MS = 30_000;
/** A part that died is back sooner, and a restart of the database too. */
const REPORT_AFTER_MS = 120_000;
const READY_WITHIN_MS = 10_000;

export type Watched = {
  /** Throws, with the reason, when the app cannot do its work. */
  requireReady: () => Promise<void>;
  channels: readonly AlertChannel[];
  now: () => Date;
  say: (line: string) => void;
};

export type Watchdog = {
  start(): void;
  /** Looks once. */
  look(): Promise<void>;
  /** Says at once that the server ends, because a part cannot be kept alive. */
  report(detail: string): Promise<void>;
  stop(): void;
};

type Outage = { since: Date; detail: string; reported: boolean };

/** One notice when the app was not ready for two minutes, and one when it is again. */
export function createWatchdog({ requireReady, channels, now, say }: Watched): Watchdog {
  let outage: Outage | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function send({ since, detail }: Outage, resolvedAt: Date | null): Promise<void> {
    const notice: AlertNotice = {
      id: `server_not_ready ${since.toISOString()}`,
      kind: 'server_not_ready',
      subjectId: 'server',
      phase: resolvedAt === null ? 'opened' : 'resolved',
      ...{ since, resolvedAt, detail },
    };
    const sent = await Promise.allSettled(channels.map((channel) => channel.send([notice])));
    for (const [index, { status }] of sent.entries())
      if (status === 'rejected') say(`An alert did not leave this machine by ${channels[index]?.name}.`);
  }

  async function fail(detail: string, waitMs: number): Promise<void> {
    outage ??= { since: now(), detail, reported: false };
    outage.detail = detail;
    if (outage.reported || now().getTime() - outage.since.getTime() < waitMs) return;
    outage.reported = true;
    say(`The server does not answer since ${outage.since.toISOString()}: ${detail}`);
    await send(outage, null);
  }

  async function recover(): Promise<void> {
    const ended = outage;
    outage = undefined;
    if (ended?.reported) await send(ended, now());
  }

  const look = (): Promise<void> =>
    requireReady().then(recover, (error: Error) => fail(error.message, REPORT_AFTER_MS));

  return {
    start: () => {
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      timer.unref();
    },
    look,
    report: (detail) => fail(detail, 0),
    stop: () => clearInterval(timer),
  };
}

/** Watches the Functions host of a server; `values` are the settings of its app. */
export function watchServer(
  apiPort: number,
  values: Record<string, string>,
  say: (line: string) => void,
): Watchdog {
  const config = readConfig(values);
  return createWatchdog({
    requireReady: () => requireReadyAt(`http://127.0.0.1:${apiPort}/api/v1/health/ready`),
    channels: operatorChannels(config, mailOf(config)),
    now: () => new Date(),
    say,
  });
}

/** Throws when the address does not answer, or with what it says is missing. */
export async function requireReadyAt(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(READY_WITHIN_MS) }).catch(() => {
    throw new Error('The Functions host does not answer.');
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The Functions host is not ready: ${text.slice(0, 300)}`);
}
