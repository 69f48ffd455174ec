/**
 * `npm run prove:server [-- --from REVISION] [--only server|disk|upgrade]`: one server as a new user makes it: set up from an answers file, reached over
 * https at another address, killed part by part, rebooted, restored on an empty machine from its backup folder alone, and
 * upgraded from earlier commits with data. Own ports and folders; everything is removed at the end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NEWEST_MIGRATION } from '../../functions/newest-migration.ts';
import { ROOT } from '../../infra/local/environment.ts';
import { startInbox } from '../../infra/local/inbox/server.ts';
import { trialAnswers } from '../support/server-answers.ts';
import { fillDisk, smallDisk } from './server/full-disk.ts';
import { type Machine, type Served, stop, stopAll, writeAnswers } from './server/machine.ts';
import { earlierRevisions, programOf } from './server/program.ts';
import * as steps from './server/steps.ts';

/** Another desk reaches the server at an address that is not 127.0.0.1. */
const DESK = '127.0.0.2';
/** The first paid invoice counts as one of these. */
const FIRST_PAID_WITHIN_MS = 600_000;

const { values } = parseArgs({ options: { from: { type: 'string' }, only: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'prove-server-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const inbox = await startInbox({
  port: 0,
  smtpPort: 0,
  folder: join(folder, 'inbox'),
  account: { sid: 'AC0', token: 'none' },
});
const stage: steps.Stage = { inbox, say };

/** Plays one step and says how long it took. */
async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    const result = await work();
    say(`✓ ${title} (${Math.round((performance.now() - began) / 1000)} s)`);
    return result;
  } catch (error) {
    say(`✗ ${title}: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

const answersOf = async (name: string) => {
  const backups = join(folder, `${name}-backups`);
  const answers = await trialAnswers({ bind: DESK, smtpUrl: inbox.smtpUrl, backups });
  return { file: writeAnswers(join(folder, `${name}.json`), answers), answers };
};

async function oneServer(): Promise<void> {
  const { file, answers } = await answersOf('first');
  const machine: Machine = { home: join(folder, 'first'), program: ROOT };
  const began = performance.now();
  const { server: first, recoveryCode } = await step('setup and serve: https and a paid invoice', () =>
    steps.begin(machine, file, stage),
  );
  steps.expect(performance.now() - began < FIRST_PAID_WITHIN_MS, 'it took less than ten minutes');
  let server: Served = first;
  await step('stripe:check and doctor have nothing to say', () => steps.examine(machine));
  await step('headers, redirect, and no surface but its own', () =>
    steps.surface(machine, answers.http_port),
  );
  await step('kill -9 of each part', () => steps.killEachPart(server, stage));
  server = await step('kill -9 of the supervisor', () => steps.killSupervisor(server));
  server = await step('a power cut: kill -9 of everything at once', () => steps.powerCut(server));
  server = await step('reboot: stop all, start', () => steps.reboot(server));
  const elsewhere: Machine = { home: join(folder, 'elsewhere'), program: ROOT };
  server = await step('restore on an empty machine from the backup folder and the recovery code', () =>
    steps.restoreElsewhere(server, elsewhere, { ...stage, backups: answers.backup_folder, recoveryCode }),
  );
  await stop(server);
}

async function fullDisk(): Promise<void> {
  const disk = smallDisk(folder);
  if (disk === undefined) return say('– a full disk: not played, since only root may mount a small one');
  try {
    const { file } = await answersOf('full');
    const machine: Machine = { home: join(disk.folder, 'full'), program: ROOT };
    const { server } = await step('a server on a small disk', () => steps.begin(machine, file, stage));
    await step('the disk is full, and has room again', () => fillDisk(server, disk.folder, stage));
  } finally {
    await stopAll();
    disk.remove();
  }
}

async function upgrades(): Promise<void> {
  const [oldest, ...later] = earlierRevisions(values.from).map((revision) => programOf(revision, folder));
  if (oldest === undefined) return;
  const { file } = await answersOf('upgraded');
  const machine: Machine = { home: join(folder, 'upgraded'), program: oldest.folder };
  const { server } = await step(`a server of ${oldest.revision}, with a paid invoice`, () =>
    steps.begin(machine, file, stage),
  );
  let left = await steps.leave(server);
  const { build } = left;
  for (const { revision, folder: program } of later)
    left = await step(`upgrade to ${revision}`, () => steps.upgradeTo(left, program, stage));
  left = await step('upgrade to this version', () => steps.upgradeTo(left, ROOT, stage));
  steps.expect(left.build !== build, 'the pages are those of the new build');
  if (oldest.newestMigration !== NEWEST_MIGRATION)
    await step(`${oldest.revision} is refused from now on`, () =>
      steps.refuseDowngrade(left.machine, oldest.folder),
    );
}

try {
  for (const [name, play] of Object.entries({ server: oneServer, disk: fullDisk, upgrade: upgrades }))
    if (values.only === undefined || values.only === name) await play();
  say('PROVED');
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stopAll();
  await inbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
