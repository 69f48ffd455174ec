/** The steps of the proof: each plays what happens to a server and throws when the clinic is not as it was. */
import { cpSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Inbox } from '../../../infra/local/inbox/server.ts';
import { until } from '../../../infra/processes/time.ts';
import * as clinic from './clinic.ts';
import {
  cutPower,
  dataOf,
  isAlive,
  kill,
  type Machine,
  partOf,
  processesOf,
  run,
  type Served,
  serve,
  stop,
  succeed,
  trust,
} from './machine.ts';

export type Stage = { inbox: Inbox; say: (line: string) => void };

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not so: ${what}`);
}

/** `npm run setup`, `npm run serve`, the first administrator, a paid invoice over https. Answers the recovery code. */
export async function begin(machine: Machine, answers: string, { inbox }: Stage) {
  const said = await succeed(run(machine, 'setup', ['--answers', answers, '--home', machine.home]));
  expect((statSync(join(machine.home, 'settings.json')).mode & 0o777) === 0o600, 'settings have mode 600');
  trust(machine);
  const server = await serve(machine);
  await clinic.register(said);
  await clinic.payInvoice(machine, inbox);
  return { server, recoveryCode: /Recovery code: (\S+)/.exec(said)?.[1] ?? '' };
}

/** The operator's two checks end with exit code 0. */
export async function examine(machine: Machine): Promise<void> {
  const said = await succeed(run(machine, 'stripe:check', ['--home', machine.home]));
  expect(said.includes('arrived, signed'), 'a test event comes from Stripe to the database');
  await succeed(run(machine, 'doctor', ['--home', machine.home]));
}

/** What answers over https at the public address, and what must not. */
export async function surface(machine: Machine, httpPort: number): Promise<void> {
  const origin = clinic.originOf(machine);
  const page = await fetch(`${origin}/staff`);
  for (const name of ['strict-transport-security', 'content-security-policy', 'x-content-type-options'])
    expect(page.headers.has(name), `${name} is sent`);
  const { hostname } = new URL(origin);
  const plain = await fetch(`http://${hostname}:${httpPort}/staff`, { redirect: 'manual' });
  expect(plain.status === 308, 'plain HTTP is sent on to https');
  for (const path of ['admin/host/status', 'inbox', '_control/truth', 'api/v1/nothing'])
    expect((await fetch(`${origin}/${path}`)).status === 404, `/${path} is not there`);
}

/** Every part by a text of its command line, and how the supervisor calls it. */
const PARTS = [
  ['postgres', 'local/postgres/server.ts'],
  ['postgres', '/bin/postgres -D'],
  ['storage', 'local/storage/server.ts'],
  ['stripe', 'processes/stripe-emulator.ts'],
  ['host', 'processes/functions-host.ts'],
  ['web', 'local/web/main.ts'],
] as const;

/** kill -9 of each part in turn; after each the whole way of an invoice is played again. */
export async function killEachPart(server: Served, { inbox, say }: Stage): Promise<void> {
  const { machine } = server;
  for (const [name, text] of PARTS) {
    const restarts = () => server.lines().split(`${name} is back.`).length;
    const before = restarts();
    kill(partOf(machine, text), 'SIGKILL');
    await until(`the return of ${name}`, 120_000, () => restarts() > before);
    await answers(machine);
    await clinic.payInvoice(machine, inbox);
    say(`  kill -9 of ${text}: back, and an invoice was paid`);
  }
}

/** Waits until someone can sign in. */
const answers = (machine: Machine): Promise<void> =>
  until('the answer of the API', 120_000, () =>
    clinic.desk(machine).then(
      () => true,
      () => false,
    ),
  );

/** The supervisor is killed alone: its parts end by themselves, and a new start has everything. */
export async function killSupervisor(server: Served): Promise<Served> {
  const { machine } = server;
  const before = await clinic.invoices(machine);
  const all = processesOf(machine);
  const [supervisor] = all;
  if (supervisor !== undefined) kill(supervisor, 'SIGKILL');
  await until('the end of the parts that lost their supervisor', 60_000, () => !all.some(isAlive));
  return startedAgain(machine, before);
}

/** All processes die at the same moment. */
export async function powerCut(server: Served): Promise<Served> {
  const before = await clinic.invoices(server.machine);
  await cutPower(server);
  return startedAgain(server.machine, before);
}

/** Stop all, start again. */
export async function reboot(server: Served): Promise<Served> {
  const before = await clinic.invoices(server.machine);
  expect((await stop(server)) === 0, 'SIGTERM ends the server with exit code 0');
  return startedAgain(server.machine, before);
}

async function startedAgain(machine: Machine, before: clinic.Invoice[]): Promise<Served> {
  const server = await serve(machine);
  await same(machine, before);
  return server;
}

async function same(machine: Machine, before: clinic.Invoice[]): Promise<void> {
  const now = await clinic.invoices(machine);
  expect(before.length > 0, 'there were invoices');
  expect(JSON.stringify(now) === JSON.stringify(before), 'every invoice is as it was');
}

/**
 * A backup is made, an invoice is paid after it, and the machine is lost with its disk. A new one has the backup folder
 * and the recovery code; Stripe goes on elsewhere.
 */
export async function restoreElsewhere(
  server: Served,
  elsewhere: Machine,
  { backups, recoveryCode, inbox, say }: Stage & { backups: string; recoveryCode: string },
): Promise<Served> {
  const { machine } = server;
  const late = await clinic.openInvoice(machine, inbox);
  const made = await succeed(run(machine, 'backup', []));
  expect(made.includes('It was read back, loaded and compared'), 'the backup is verified');
  await clinic.payOpened(machine, late);
  const before = await clinic.invoices(machine);
  expect((await stop(server)) === 0, 'the server stops');

  mkdirSync(dataOf(elsewhere), { recursive: true });
  cpSync(join(dataOf(machine), 'stripe'), join(dataOf(elsewhere), 'stripe'), { recursive: true });
  renameSync(machine.home, `${machine.home}-lost`);
  const options = ['--from-backup', backups, '--home', elsewhere.home];
  const wrong = await run(elsewhere, 'setup', options, { SETUP_RECOVERY_CODE: 'not-this-one' });
  expect(
    wrong.code === 1 && wrong.said.includes('recovery code does not open'),
    'another code opens nothing',
  );
  expect(!existsSync(join(elsewhere.home, 'settings.json')), 'a refused restore makes nothing');
  const said = await succeed(run(elsewhere, 'setup', options, { SETUP_RECOVERY_CODE: recoveryCode }));
  expect(!said.includes('First administrator'), 'the staff are those of before');
  trust(elsewhere);
  const restored = await serve(elsewhere);
  const found = (await clinic.invoices(elsewhere)).find(({ id }) => id === late.id);
  expect(found?.status === 'issued', 'the invoice is as it was when the backup was made');
  await clinic.reconcile(elsewhere);
  await clinic.paid(elsewhere, late.id);
  await same(elsewhere, before);
  say('  what was paid after the backup was fetched from Stripe');
  await clinic.payInvoice(elsewhere, inbox);
  return restored;
}

/** What a version left behind: the machine with its program, the invoices, and the build of the pages. */
export type Left = { machine: Machine; invoices: clinic.Invoice[]; build: string };

/** Stops the server and answers what it had. */
export async function leave(server: Served): Promise<Left> {
  const { machine } = server;
  const left = { machine, invoices: await clinic.invoices(machine), build: await buildOf(machine) };
  expect((await stop(server)) === 0, 'the server stops');
  return left;
}

/** Another version of the program takes the server over, with its data. */
export async function upgradeTo(left: Left, program: string, { inbox }: Stage): Promise<Left> {
  const machine = { ...left.machine, program };
  await succeed(run(machine, 'upgrade', ['--home', machine.home]));
  const server = await serve(machine);
  await same(machine, left.invoices);
  await clinic.payInvoice(machine, inbox);
  return leave(server);
}

/** A version that is older than the database starts nothing and changes nothing. */
export async function refuseDowngrade(machine: Machine, program: string): Promise<void> {
  const old = { ...machine, program };
  for (const script of ['serve', 'upgrade']) {
    const { code, said } = await run(old, script, ['--home', old.home]);
    expect(code === 1 && said.includes('of a newer version'), `${script} of the older version is refused`);
  }
}

/** The address of the script that the portal's page loads; another build has another one. */
async function buildOf(machine: Machine): Promise<string> {
  const page = await (await fetch(`${clinic.originOf(machine)}/staff`)).text();
  return /<script[^>]+src="(\/assets\/[^"]+)"/.exec(page)?.[1] ?? '';
}
