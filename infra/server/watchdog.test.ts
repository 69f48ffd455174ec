/** A server whose app is down says so by mail and by webhook, although neither app nor database can. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../functions/config.ts';
import { mailOf, operatorChannels } from '../../functions/operators.ts';
import { trialAnswers } from '../../tests/support/server-answers.ts';
import { type Inbox, startInbox } from '../local/inbox/server.ts';
import { readAnswers } from './answers.ts';
import { newSecrets } from './secrets.ts';
import { localDatabaseUrl } from './stores.ts';
import { appValues } from './values.ts';
import { createWatchdog, requireReadyAt, type Watchdog } from './watchdog.ts';

const MINUTE = 60_000;
let folder: string;
let inbox: Inbox;
let servers: Server[];
/** What the app answers, and what the operators' webhook got. */
let ready: number;
let posted: string[];
let clock: Date;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account: { sid: 'AC0', token: 'none' } });
  [servers, posted, said, ready, clock] = [[], [], [], 200, new Date('2026-11-02T10:00:00Z')];
});

afterEach(async () => {
  for (const server of servers) server.close();
  await inbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Watches an app that answers `ready`; operators have an address and a webhook. */
async function watchdog(smtpUrl = inbox.smtpUrl): Promise<Watchdog> {
  const app = await listening(
    createServer((_, response) => response.writeHead(ready).end('{"database":{"status":"down"}}')),
  );
  const webhook = await listening(
    createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => posted.push(body));
      request.on('end', () => response.end());
    }),
  );
  const { answers } = readAnswers({
    ...(await trialAnswers({ bind: '127.0.0.1', smtpUrl, backups: folder })),
    alert_emails: 'ops@elm.example',
    alert_webhook_url: webhook,
  });
  if (answers === undefined) throw new Error('The answers of the trial are refused.');
  const config = readConfig(appValues(answers, newSecrets(), localDatabaseUrl('clinic_app', 'x', 5)));
  return createWatchdog({
    requireReady: () => requireReadyAt(app),
    channels: operatorChannels(config, mailOf(config)),
    now: () => clock,
    say: (line) => void said.push(line),
  });
}

const mails = (): string[] => inbox.store.list().map(({ subject }) => subject ?? '');
const later = (minutes: number): void => {
  clock = new Date(clock.getTime() + minutes * MINUTE);
};

test('an outage of two minutes is sent once on every channel, and once more when it ended', async () => {
  const dog = await watchdog();
  await dog.look();
  ready = 503;
  await dog.look();
  later(1);
  await dog.look();
  expect(mails()).toEqual([]);
  later(1);
  await dog.look();
  later(30);
  await dog.look();
  expect(mails()).toEqual(['[Elm Street Practice] The server does not answer']);
  expect(JSON.parse(posted.join(''))).toMatchObject({
    alerts: [{ kind: 'server_not_ready', phase: 'opened', detail: expect.stringContaining('"down"') }],
  });
  ready = 200;
  await dog.look();
  await dog.look();
  expect(mails()).toHaveLength(2);
  expect(mails()[0]).toBe('[Elm Street Practice] Resolved: The server does not answer');
});

test('a restart within two minutes is not reported', async () => {
  const dog = await watchdog();
  ready = 503;
  await dog.look();
  later(1);
  ready = 200;
  await dog.look();
  later(1);
  ready = 503;
  await dog.look();
  expect(mails()).toEqual([]);
});

test('a part that cannot be kept alive is reported at once', async () => {
  const dog = await watchdog();
  await dog.report('host cannot be kept alive.');
  expect(inbox.store.list()[0]?.text).toContain('host cannot be kept alive.');
});

test('one channel that fails keeps the other from nothing, and is said', async () => {
  const dog = await watchdog('smtp://127.0.0.1:1');
  await dog.report('host cannot be kept alive.');
  expect(posted).toHaveLength(1);
  expect(said).toContain('An alert did not leave this machine by mail.');
});
