/** Making the backup of the day, and letting go of those that rotation keeps no longer. */
import { outdated, ROTATION } from '../../domain/rotation.ts';
import type { BackupManifest, BackupVerification } from '../ports/backups.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** An interrupted backup may still be at work for so long. */
const UNFINISHED_MILLISECONDS = 24 * 3_600_000;

/** `20261123T051000Z` */
const nameOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');
/** When a backup of this name was made. */
export const madeAt = (name: string): Date =>
  new Date(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export type MadeBackup = {
  name: string;
  manifest: BackupManifest;
  outcome: VerificationOutcome;
  found: string[];
  removed: string[];
};

/** The old ones go only after the new one was read back, loaded and compared, and is what the database held. */
export async function makeBackup(app: App, by: Caller): Promise<MadeBackup> {
  const now = app.clock.now();
  const name = nameOf(now);
  const manifest = await app.backups.make(name);
  await recordBackup(app, by, { name, place: 'storage', manifest });
  const seen = await app.backups.verify(name);
  const outcome = outcomeOf(seen);
  const removed = outcome === 'matched' ? await rotate(app, now) : [];
  await recordVerification(app, by, { name, place: 'storage', seen, removed });
  return { name, manifest, outcome, found: seen.found, removed };
}

export type VerificationOutcome = 'matched' | 'differs' | 'not_loaded';

/** Only a backup that was loaded and in which nothing differs has matched. */
export const outcomeOf = ({ found, loaded }: BackupVerification): VerificationOutcome => {
  if (found.length > 0) return 'differs';
  return loaded ? 'matched' : 'not_loaded';
};

type Place = 'storage' | 'folder';

/** Writes down that a backup was made; until it is verified, that is an alert. */
export const recordBackup = (
  app: Pick<App, 'db'>,
  by: Caller,
  { name, place, manifest }: { name: string; place: Place; manifest: BackupManifest },
): Promise<void> =>
  app.db.read.audit.record(by, {
    action: 'make_backup',
    targetType: 'backup',
    targetId: name,
    details: {
      place,
      rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
      records: manifest.records.count,
    },
  });

/** Writes down what reading a backup back has shown. */
export const recordVerification = (
  app: Pick<App, 'db'>,
  by: Caller,
  {
    name,
    place,
    seen,
    removed,
  }: { name: string; place: Place; seen: BackupVerification; removed?: string[] },
): Promise<void> =>
  app.db.read.audit.record(by, {
    action: 'verify_backup',
    targetType: 'backup',
    targetId: name,
    details: {
      place,
      outcome: outcomeOf(seen),
      rows: seen.rows,
      found: seen.found.slice(0, 10),
      reason: seen.reason,
      removed: removed ?? [],
    },
  });

async function rotate(app: App, now: Date): Promise<string[]> {
  const all = (await app.backups.list()).map((each) => ({ ...each, madeAt: madeAt(each.name) }));
  // Apart from each other, so that none that is unverified takes the place of one that is.
  const past = (verified: boolean) => {
    const group = all.filter((each) => each.complete && each.verified === verified);
    const old = outdated(
      group.map(({ madeAt }) => madeAt),
      ROTATION,
    );
    return group.filter(({ madeAt }) => old.includes(madeAt));
  };
  const going = [
    ...past(true),
    ...past(false),
    ...all.filter(
      ({ complete, madeAt }) => !complete && now.getTime() - madeAt.getTime() > UNFINISHED_MILLISECONDS,
    ),
  ];
  for (const { name } of going) await app.backups.remove(name);
  return going.map(({ name }) => name);
}
