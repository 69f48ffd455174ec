/**
 * `npm run restore -- FOLDER [--set-aside N]`: loads a backup (a folder, or the name of one in storage) into the empty
 * database of DATABASE_OWNER_URL, and puts the bundles and seals that storage has lost back. It needs the keys
 * (DATA_KEYS), and nothing that runs.
 */
import { parseArgs } from 'node:util';
import { createApp } from '../../functions/app.ts';
import { type Config, readConfig } from '../../functions/config.ts';
import { readManifest, readRecords } from '../../functions/edges/postgres/dump.ts';
import { ownerUrlOf } from '../local/server-home.ts';
import { endSessions, setNumbersAside } from './backup/afterwards.ts';
import { differences } from './backup/compare.ts';
import { loadBackup } from './backup/load.ts';
import { type BackupPlace, backupPlace } from './backup/place.ts';
import { migrateLatest, migrateTo } from './migrate.ts';
import { say, settingsOf } from './tool-app.ts';

/** How many numbers of each series are set aside when no one says otherwise. */
const SET_ASIDE = 100;

/** True when every table is as it was saved. */
export async function restore(
  config: Config,
  ownerUrl: string,
  { target }: BackupPlace,
  setAside = SET_ASIDE,
): Promise<boolean> {
  const ring = config.DATA_KEYS;
  const manifest = await readManifest(ring, target);
  const began = performance.now();
  await migrateTo(ownerUrl, manifest.migrations);
  await loadBackup(ownerUrl, ring, target, manifest);
  const found = await differences(ownerUrl, manifest);
  for (const line of found) say(`✗ ${line}`);
  await migrateLatest(ownerUrl);
  const { blobs, close } = createApp(config);
  let [back, present] = [0, 0];
  for await (const { name, bytes } of readRecords(ring, target, manifest.records)) {
    if ((await blobs.put(name, bytes)).created) back++;
    else present++;
  }
  await close();
  const ended = await endSessions(ownerUrl);
  const snapshotAt = new Date(manifest.snapshot_at);
  const aside = await setNumbersAside(ownerUrl, {
    snapshotAt,
    now: new Date(),
    timeZone: config.CLINIC_TIME_ZONE,
    count: setAside,
  });
  if (found.length > 0) return false;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`Restored in ${seconds} s to the moment of ${manifest.snapshot_at}; every table is as it was saved.`);
  say(`${back} records went back to storage, ${present} were there; ${ended} sessions were ended.`);
  for (const { kind, month, first, last } of aside) {
    say(`Numbers ${first} to ${last} of ${kind} ${month} are set aside: they may have been given since.`);
  }
  say(
    'Start the clinic: its recovery fetches from Stripe what happened since. Then look at `npm run alerts`.',
  );
  return true;
}

if (import.meta.main) {
  const ownerUrl = ownerUrlOf(process.env);
  try {
    const { values, positionals } = parseArgs({
      options: { 'set-aside': { type: 'string' } },
      allowPositionals: true,
    });
    const [named] = positionals;
    if (!named || !ownerUrl) {
      throw new Error('Name the folder of the backup, and set DATABASE_OWNER_URL to an empty database.');
    }
    const setAside = Number(values['set-aside'] ?? SET_ASIDE);
    if (!Number.isInteger(setAside) || setAside < 0 || setAside > 10_000) {
      throw new Error('--set-aside is a whole number from 0 to 10000.');
    }
    const config = readConfig({ ...settingsOf(), DATABASE_URL: ownerUrl });
    const { backups, close } = createApp(config);
    const place = await backupPlace(backups, named);
    await close();
    if (!place || !(await restore(config, ownerUrl, place, setAside))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`The restore failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
